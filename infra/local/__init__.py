"""The embedded platform: ministack and a deploy of the very same stacks."""
