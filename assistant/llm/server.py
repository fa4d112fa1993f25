"""llama.cpp in this process, speaking OpenAI's protocol on a port; xllamacpp is met here and nowhere else."""

from __future__ import annotations

import errno
import importlib
import ipaddress
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadInput, BadSettings, ModelError, PortInUse

MAGIC = b"GGUF"
ALIAS = "local"  # the name under which the model is asked for


@dataclass(frozen=True, slots=True)
class Choice:
    """What to serve and how; `threads` 0 leaves one thread for each core to the machine's count."""

    file: Path
    host: str = "127.0.0.1"
    port: int = 8081
    threads: int = 0
    context: int = 4096
    key: str = ""


def check_file(path: Path) -> None:
    """Raise BadInput unless the path is a readable GGUF file."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise BadInput(f"{path}: 无法读取模型文件（{error.strerror}）: 请核对路径") from error
    if start != MAGIC:
        raise BadInput(f"{path}: 不是 GGUF 模型文件: 请换用 .gguf 格式的模型")


def check_address(choice: Choice) -> None:
    """Raise PortInUse when the port is taken, BadSettings when others could reach a model without a key."""
    if not choice.key and not _is_loopback(choice.host):
        raise BadSettings(
            f"{choice.host}: 别的机器也能访问，但没有设密钥: 请设置 POLICY_ASSISTANT_LLM_API_KEY，或只在 127.0.0.1 上启动"
        )
    if not 1 <= choice.port <= 65535:
        raise _refused(choice, OverflowError("端口应在 1 至 65535 之间"))
    try:
        family, kind, *_, address = socket.getaddrinfo(choice.host, choice.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise _refused(choice, error) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(choice: Choice, error: Exception) -> PortInUse | BadSettings:
    if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES):
        return PortInUse(f"{choice.host}:{choice.port}: 端口已被占用或不可用: 请用 --port 另选端口")
    return BadSettings(
        f"{choice.host}:{choice.port}: 无法在这个地址上监听（{error}）: 请检查 --host 与 --port"
    )


def start(choice: Choice) -> Any:
    """Load the model and serve it; the server lives as long as what is returned.

    Raises ModelError when xllamacpp is not installed or cannot load the file, and what the checks raise.
    """
    check_file(choice.file)
    check_address(choice)
    try:
        llama = importlib.import_module("xllamacpp")
    except ImportError as error:
        raise ModelError(
            "xllamacpp 没有安装: 请用 make serve-llm，或 pip install 'policy-assistant[local-llm]'"
        ) from error
    try:
        return llama.Server(_parameters(llama, choice))
    except RuntimeError as error:
        raise ModelError(
            f"{choice.file}: llama.cpp 装不上这个模型: 文件可能不完整、太新，或内存不够"
        ) from error


def _parameters(llama: Any, choice: Choice) -> Any:
    parameters = llama.CommonParams()
    parameters.model.path = str(choice.file)
    parameters.model_alias = {ALIAS}
    parameters.hostnames = [choice.host]
    parameters.port = choice.port
    parameters.n_ctx = choice.context
    parameters.n_parallel = 1
    parameters.sampling.temp = 0.0
    parameters.verbosity = 1  # errors only; prompts are never logged
    parameters.cors_origins = "http://127.0.0.1"
    parameters.api_keys = [choice.key] if choice.key else []
    # its own pages and its view of what others ask are not part of this product
    parameters.ui = parameters.endpoint_slots = parameters.endpoint_props = False
    if choice.threads:
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = choice.threads
    return parameters


def is_healthy(url: str, timeout: float = 2.0) -> bool:
    """Say whether a server answers at its /health."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=timeout) as reply:  # noqa: S310 (our own address)
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def settings_for(choice: Choice) -> dict[str, str]:
    """Return the environment variables that make the assistant use this server."""
    return {
        "POLICY_ASSISTANT_LLM_BASE_URL": f"http://{choice.host}:{choice.port}/v1",
        "POLICY_ASSISTANT_LLM_MODEL": ALIAS,
        "POLICY_ASSISTANT_LLM_TIMEOUT": "120",
    }
