"""SQS in: each record on its own, handed to one workflow; what failed goes back to the queue."""
