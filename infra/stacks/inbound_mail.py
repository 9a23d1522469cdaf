"""Mail on AWS: what SES does with mail to the shared domain, and with what became of ours.

SES puts inbound mail into the bucket under `mail/`, and the bucket tells the queue. The local
platform runs no receipt rules: there the sandbox puts the message into the bucket itself.
"""

from __future__ import annotations

from typing import Any

from infra.stacks.cloudformation import Node, arn, joined, only_by_tls, physical_name, ref, sub


def inbound_mail_resources() -> dict[str, Any]:
    """Receipt rules, the events of sent mail, and the bucket policy that lets SES write."""
    return {
        name: resource | {"Condition": "IsAws"}
        for name, resource in {
            "SentMail": {
                "Type": "AWS::SES::ConfigurationSet",
                "Properties": {"Name": physical_name("mail")},
            },
            "SentMailTopic": {
                "Type": "AWS::SNS::Topic",
                "Properties": {
                    "TopicName": physical_name("mail-events"),
                    "KmsMasterKeyId": arn("DataKey"),
                },
            },
            "SentMailTopicPolicy": _topic_policy(),
            "SentMailEvents": _events(),
            "SentMailSubscription": {
                "Type": "AWS::SNS::Subscription",
                "Properties": {
                    "TopicArn": ref("SentMailTopic"),
                    "Protocol": "sqs",
                    "Endpoint": arn("Mail"),
                    "RawMessageDelivery": True,
                },
            },
            "BucketTakesMail": _bucket_policy(),
            "MailRules": {
                "Type": "AWS::SES::ReceiptRuleSet",
                "Properties": {"RuleSetName": physical_name("mail")},
            },
            "MailRule": _receipt_rule(),
        }.items()
    }


def mail_queue_statement() -> Node:
    """Lets the topic of sent mail feed the mail queue."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn("Mail"),
        "Condition": {
            "ArnEquals": {
                "aws:SourceArn": sub(
                    "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}"
                    ":warmline-${Stage}-mail-events"
                )
            }
        },
    }


def _from_ses(resource: Any, *, action: str) -> Node:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ses.amazonaws.com"},
                "Action": action,
                "Resource": resource,
                "Condition": {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}},
            }
        ],
    }


def _topic_policy() -> Node:
    document = _from_ses(ref("SentMailTopic"), action="sns:Publish")
    document["Statement"].append(only_by_tls("sns:Publish", ref("SentMailTopic")))
    return {
        "Type": "AWS::SNS::TopicPolicy",
        "Properties": {
            "Topics": [ref("SentMailTopic")],
            "PolicyDocument": document,
        },
    }


def _events() -> Node:
    return {
        "Type": "AWS::SES::ConfigurationSetEventDestination",
        "DependsOn": ["SentMailTopicPolicy"],
        "Properties": {
            "ConfigurationSetName": ref("SentMail"),
            "EventDestination": {
                "Name": "queue",
                "Enabled": True,
                "MatchingEventTypes": ["send", "delivery", "bounce", "complaint", "reject"],
                "SnsDestination": {"TopicARN": ref("SentMailTopic")},
            },
        },
    }


def _bucket_policy() -> Node:
    """SES may write mail, and nobody reaches any file without TLS."""
    document = _from_ses(joined(arn("Bucket"), "/mail/*"), action="s3:PutObject")
    document["Statement"].append(only_by_tls("s3:*", arn("Bucket"), joined(arn("Bucket"), "/*")))
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": ref("Bucket"), "PolicyDocument": document},
    }


def _receipt_rule() -> Node:
    return {
        "Type": "AWS::SES::ReceiptRule",
        "DependsOn": ["BucketTakesMail"],
        "Properties": {
            "RuleSetName": ref("MailRules"),
            "Rule": {
                "Name": physical_name("into-the-bucket"),
                "Enabled": True,
                "ScanEnabled": True,
                "Recipients": [ref("MailDomain")],
                "Actions": [
                    {"S3Action": {"BucketName": ref("Bucket"), "ObjectKeyPrefix": "mail/"}}
                ],
            },
        },
    }
