"""A bucket of one's own: a local server that speaks S3, with users and signatures."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from service import free_port, wait_until_answered

SERVER = Path(sys.executable).parent / "moto_server"
REGION = "eu-north-1"
SETTING_UP = 4
"""How many calls need no signature: those that make the bucket and its user."""

ALL_OF_S3 = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}


@dataclass
class Bucket:
    """A bucket, and who may use it."""

    endpoint: str
    name: str
    key: str
    secret: str

    @property
    def variables(self) -> dict[str, str]:
        """The cloud's usual variables."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }

    def contents(self) -> dict[str, bytes]:
        """Return what lies in the bucket, by its key there."""
        s3 = _client("s3", self.endpoint, self.key, self.secret)
        kept = s3.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {
            each["Key"]: s3.get_object(Bucket=self.name, Key=each["Key"])["Body"].read()
            for each in kept
        }


@contextmanager
def bucket(name: str, log: Path) -> Iterator[Bucket]:
    """Run a server with a bucket and a user for the length of a block."""
    port = free_port()
    with log.open("ab") as output:
        server = subprocess.Popen(
            [SERVER, "-H", "127.0.0.1", "-p", str(port)],
            env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": str(SETTING_UP)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        ready = f"{endpoint}/moto-api/"
        wait_until_answered(server, ready, log)
        yield _set_up(endpoint, name)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _set_up(endpoint: str, name: str) -> Bucket:
    region = {"LocationConstraint": REGION}
    s3, iam = _client("s3", endpoint), _client("iam", endpoint)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=region)
    user = {"UserName": "koncern"}
    iam.create_user(**user)
    policy = json.dumps(ALL_OF_S3)
    iam.put_user_policy(**user, PolicyName="files", PolicyDocument=policy)
    made = iam.create_access_key(**user)["AccessKey"]
    return Bucket(endpoint, name, made["AccessKeyId"], made["SecretAccessKey"])


def _client(of: str, endpoint: str, key: str = "none", secret: str = "none") -> Any:
    return boto3.client(
        of,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
    )
