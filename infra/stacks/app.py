"""What Chalice's template of a deployable lacks: a merge file, and the last corrections after it.

Chalice writes functions, triggers and APIs from `app.py`; this adds the stage's names, values and
real queues. It never declares a trigger.
"""

from __future__ import annotations

from typing import Any

from infra.deployables import QUEUES, Deployable, Function
from infra.stacks.api_doors import (
    REST_EXCEPTIONS,
    door_resources,
    rest_properties,
    socket_properties,
    socket_stage_properties,
)
from infra.stacks.cloudformation import (
    NOTHING,
    Node,
    arn,
    chosen,
    excepted,
    exported,
    imported,
    physical_name,
    ref,
    sub,
)
from infra.stacks.log_alarms import log_alarm_resources

API_STAGE = "api"
SOCKET_PATH = "voice"

_PARAMETERS: dict[str, str] = {
    "Stage": "Name of the stage",
    "ArtifactBucket": "Where the zips are",
    "CodeKey": "Our own code",
    "LayerKey": "The third-party layer",
    "ConsoleUrl": "Public URL of the console, without a trailing slash",
    "HooksUrl": "Public URL of webhooks and customers' pages, without a trailing slash",
    "SocketUrl": "Public URL of the voice socket, without a trailing slash",
    "MailDomain": "Domain of the shared fallback sender",
}
_OPTIONAL: dict[str, tuple[str, str]] = {
    "Clock": ("", "module:factory of another clock; empty is the system clock"),
    "TwilioUrl": ("", "Other base URL of Twilio; empty is the real one"),
    "StripeUrl": ("", "Other base URL of Stripe; empty is the real one"),
    "OpenAiUrl": ("", "Other base URL that speaks OpenAI's wire; empty is OpenAI"),
    "OpenAiModel": ("", "The model that reads and drafts; empty is the code's own choice"),
    "OpenAiWire": ("", "decisions or responses; empty is decisions"),
    "SandboxUrl": ("", "The local stage's sandbox; empty elsewhere"),
    "AwsEndpoint": ("", "The local platform's address; empty on AWS"),
    "ScheduleState": ("ENABLED", "DISABLED where another clock runs the schedules"),
    "CodeNumber": ("", "The deployment's own number, from which numbers are proved; empty: none"),
    "CertificateArn": ("", "Certificate of the custom domains; empty for none"),
    "RestHost": ("", "Custom domain of the REST API"),
    "SocketHost": ("", "Custom domain of the WebSocket API"),
}


def merge_template(deployable: Deployable) -> Node:
    """The file given to `chalice package --merge-template`."""
    parameters: dict[str, Any] = {
        name: {"Type": "String", "Description": description}
        for name, description in _PARAMETERS.items()
    }
    for name in _optional_names(deployable):
        default, description = _OPTIONAL[name]
        parameters[name] = {"Type": "String", "Default": default, "Description": description}
    resources: dict[str, Any] = {"Dependencies": _layer(deployable)}
    for function in deployable.functions:
        resources[function.resource] = {
            "Metadata": _function_exceptions(function),
            "Properties": _properties(deployable, function),
        }
    resources |= door_resources(deployable) | log_alarm_resources(deployable)
    if deployable.rest:
        resources["RestAPI"] = {"Metadata": REST_EXCEPTIONS, "Properties": rest_properties()}
        resources |= _rest_domain()
    if deployable.sockets:
        resources["WebsocketAPI"] = {"Properties": socket_properties()}
        resources |= _socket_domain()
    return {
        "Description": f"Warmline: {deployable.name}",
        "Parameters": parameters,
        "Conditions": _conditions(deployable),
        "Globals": {
            "Function": {
                "Layers": [ref("Dependencies")],
                "Environment": {"Variables": environment(deployable)},
            }
        },
        "Resources": resources,
        "Outputs": _outputs(deployable),
    }


def parameter_names(deployable: Deployable) -> frozenset[str]:
    """The parameters a deployable's stack takes."""
    return frozenset(_PARAMETERS) | frozenset(_optional_names(deployable))


def environment(deployable: Deployable) -> dict[str, Any]:
    """The variables of docs/operations/configuration.md that this deployable is given."""
    variables: dict[str, Any] = {
        "WARMLINE_STAGE": ref("Stage"),
        "WARMLINE_CONTROL_TABLE": imported("control-table"),
        "WARMLINE_WORKSPACE_TABLE": imported("workspace-table"),
        "WARMLINE_BUCKET": imported("bucket"),
        "WARMLINE_TENANT_ROLE_ARN": imported("tenant-role-arn"),
        "WARMLINE_CONSOLE_URL": ref("ConsoleUrl"),
        "WARMLINE_HOOKS_URL": ref("HooksUrl"),
        "WARMLINE_SOCKET_URL": ref("SocketUrl"),
        "WARMLINE_CLOCK": ref("Clock"),
        "WARMLINE_SANDBOX_URL": chosen("HasSandbox", then=ref("SandboxUrl"), otherwise=NOTHING),
        "WARMLINE_MAIL_DOMAIN": ref("MailDomain"),
        "WARMLINE_SECRETS_PREFIX": physical_name("secret"),
    }
    for queue in QUEUES:
        if queue != "mail":
            variables[f"WARMLINE_{queue.upper()}_QUEUE_URL"] = imported(f"{queue}-queue-url")
    variables["WARMLINE_STRIPE_URL"] = ref("StripeUrl")
    if deployable.rest:
        variables["WARMLINE_TWILIO_URL"] = ref("TwilioUrl")
        variables["WARMLINE_OPENAI_URL"] = ref("OpenAiUrl")
        variables["WARMLINE_OPENAI_MODEL"] = ref("OpenAiModel")
        variables["WARMLINE_OPENAI_WIRE"] = ref("OpenAiWire")
    if deployable.name in {"outreach", "console"}:
        variables["WARMLINE_QUERY_FUNCTION"] = imported("query-function")
    if deployable.name == "console":
        variables |= {
            "WARMLINE_USER_POOL_ID": imported("user-pool-id"),
            "WARMLINE_USER_POOL_CLIENT_ID": imported("user-pool-client-id"),
            "WARMLINE_SEND_CODE_FUNCTION": imported("send-code-function"),
            # Secrets that founders entrust to us are made here, and lie under it too.
            "WARMLINE_DATA_KEY": chosen("OnAws", then=imported("data-key-arn"), otherwise=NOTHING),
        }
    if deployable.sockets:
        variables |= {
            "WARMLINE_CODE_NUMBER": ref("CodeNumber"),
            "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI": chosen(
                "HasAwsEndpoint",
                then=sub("${AwsEndpoint}/_aws/execute-api/${WebsocketAPI}/" + API_STAGE),
                # Where there is a domain the other address is off.
                otherwise=chosen(
                    "HasSocketDomain",
                    then=sub(f"https://${{SocketHost}}/{SOCKET_PATH}"),
                    otherwise=sub(
                        "https://${WebsocketAPI}.execute-api.${AWS::Region}.${AWS::URLSuffix}/"
                        + API_STAGE
                    ),
                ),
            ),
        }
    return variables


def finished_template(packaged: Node, deployable: Deployable) -> Node:
    """Chalice's merged template with what a merge cannot do: removing.

    A deployment resource is made once and then never again; the stage deploys by itself instead.
    Chalice's own outputs of unused names go too.
    """
    resources = dict(packaged["Resources"])
    if deployable.sockets:
        del resources["WebsocketAPIDeployment"]
        stage = dict(resources["WebsocketAPIStage"]["Properties"])
        del stage["DeploymentId"]
        stage |= {"AutoDeploy": True} | socket_stage_properties()
        resources["WebsocketAPIStage"] = {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": stage,
        }
    outputs = {name: packaged["Outputs"][name] for name in _outputs(deployable)}
    return packaged | {"Resources": resources, "Outputs": outputs}


def _optional_names(deployable: Deployable) -> tuple[str, ...]:
    everyone = ("Clock", "SandboxUrl", "StripeUrl")
    scheduled = ("ScheduleState",) if any(f.scheduled for f in deployable.functions) else ()
    rest = ("TwilioUrl", "OpenAiUrl", "OpenAiModel", "OpenAiWire", "CertificateArn", "RestHost")
    sockets = ("AwsEndpoint", "SocketHost", "CodeNumber")
    return (
        everyone
        + scheduled
        + (rest if deployable.rest else ())
        + (sockets if deployable.sockets else ())
    )


def _conditions(deployable: Deployable) -> Node:
    def given(parameter: str) -> Node:
        return {"Fn::Not": [{"Fn::Equals": [ref(parameter), ""]}]}

    conditions: Node = {
        "HasSandbox": given("SandboxUrl"),
        "OnAws": {"Fn::Equals": [ref("SandboxUrl"), ""]},
    }
    if deployable.rest:
        conditions["HasRestDomain"] = {"Fn::And": [given("CertificateArn"), given("RestHost")]}
    if deployable.sockets:
        conditions["HasAwsEndpoint"] = given("AwsEndpoint")
        conditions["HasSocketDomain"] = {"Fn::And": [given("CertificateArn"), given("SocketHost")]}
    return conditions


def _layer(deployable: Deployable) -> Node:
    return {
        "Type": "AWS::Lambda::LayerVersion",
        "Properties": {
            "LayerName": physical_name(f"{deployable.name}-dependencies"),
            "Description": f"Pinned third-party packages of {deployable.name}",
            "Content": {"S3Bucket": ref("ArtifactBucket"), "S3Key": ref("LayerKey")},
        },
    }


def _properties(deployable: Deployable, function: Function) -> Node:
    properties: Node = {
        "FunctionName": physical_name(f"{deployable.name}-{function.name}"),
        "CodeUri": {"Bucket": ref("ArtifactBucket"), "Key": ref("CodeKey")},
        "MemorySize": function.memory_mb,
        "Timeout": function.timeout_s,
        "EphemeralStorage": {"Size": function.storage_mb},
        "ReservedConcurrentExecutions": chosen("OnAws", then=function.at_once, otherwise=NOTHING),
    }
    if function.queue:
        source = f"{function.resource}SqsEventSource"
        properties["Events"] = {
            source: {
                "Properties": {
                    "Queue": imported(f"{function.queue}-queue-arn"),
                    "FunctionResponseTypes": ["ReportBatchItemFailures"],
                    # A poller that asked for more would be refused, and each refusal is a receipt.
                    "ScalingConfig": chosen(
                        "OnAws",
                        then={"MaximumConcurrency": function.at_once},
                        otherwise=NOTHING,
                    ),
                }
            }
        }
    if function.scheduled:
        source = f"{function.resource}Event"
        properties["Events"] = {source: {"Properties": {"State": ref("ScheduleState")}}}
    return properties


def _function_exceptions(function: Function) -> Node:
    if function.queue:
        dead_letters = "its queue has a dead-letter queue, whose alarm somebody reads"
    elif function.scheduled:
        dead_letters = "the next schedule does what this one missed, and errors raise an alarm"
    else:
        dead_letters = "somebody waits for its answer: nothing is left to be delivered later"
    return excepted(
        CKV_AWS_116=dead_letters,
        CKV_AWS_117="it speaks to AWS and to providers over TLS and to nothing of a network's own",
        CKV_AWS_173="its variables are names and addresses; what is secret is in Secrets Manager",
    )


def _rest_domain() -> Node:
    return {
        "RestDomain": {
            "Type": "AWS::ApiGateway::DomainName",
            "Condition": "HasRestDomain",
            "Properties": {
                "DomainName": ref("RestHost"),
                "RegionalCertificateArn": ref("CertificateArn"),
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "SecurityPolicy": "TLS_1_2",
            },
        },
        "RestDomainMapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Condition": "HasRestDomain",
            "Properties": {
                "DomainName": ref("RestDomain"),
                "RestApiId": ref("RestAPI"),
                "Stage": ref("RestAPI.Stage"),
            },
        },
    }


def _socket_domain() -> Node:
    """The socket is reached at `/voice` of its domain, as the local front door has it."""
    return {
        "SocketDomain": {
            "Type": "AWS::ApiGatewayV2::DomainName",
            "Condition": "HasSocketDomain",
            "Properties": {
                "DomainName": ref("SocketHost"),
                "DomainNameConfigurations": [
                    {
                        "CertificateArn": ref("CertificateArn"),
                        "EndpointType": "REGIONAL",
                        "SecurityPolicy": "TLS_1_2",
                    }
                ],
            },
        },
        "SocketDomainMapping": {
            "Type": "AWS::ApiGatewayV2::ApiMapping",
            "Condition": "HasSocketDomain",
            "Properties": {
                "DomainName": ref("SocketDomain"),
                "ApiId": ref("WebsocketAPI"),
                "Stage": ref("WebsocketAPIStage"),
                "ApiMappingKey": SOCKET_PATH,
            },
        },
    }


def _outputs(deployable: Deployable) -> Node:
    outputs: Node = {}
    if deployable.rest:
        outputs["RestApiId"] = {"Value": ref("RestAPI")}
    if deployable.sockets:
        outputs["SocketApiId"] = {"Value": ref("WebsocketAPI")}
    if deployable.name == "outreach":
        outputs["SendCodeFunction"] = exported("send-code-function", ref("SendCode"))
        outputs["SendCodeFunctionArn"] = exported("send-code-function-arn", arn("SendCode"))
    if deployable.name == "base":
        outputs["QueryFunction"] = exported("query-function", ref("QueryCustomers"))
        outputs["QueryFunctionArn"] = exported("query-function-arn", arn("QueryCustomers"))
    return outputs
