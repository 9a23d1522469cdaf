"""DynamoDB items to domain values and back, and the transactions that commit a step."""
