"""Settings: one screen, unknown keys rejected, passed in, never global."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from assistant.errors import BadSettings

SWITCH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
KINDS = {bool: " true 或 false", int: "整数", float: "数字", str: "文字"}
ENV_PREFIX = "POLICY_ASSISTANT_"
SECRETS = ("llm_api_key", "staff_token")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office can choose. `llm_api_key` and `staff_token` come from the environment only."""

    corpus: str = "corpus"
    index: str = "indexes/default"
    store: str = "faiss"  # where vectors stand: faiss (files of the index folder) or milvus
    uri: str = ""  # of Milvus: http://milvus:19530
    flat_until: int = 200_000  # pieces searched exactly; above it cells and exact rescoring (docs/scale.md)
    model: str = "bundled"  # a name or folder that `models prepare` knows
    model_cache: str = "models"
    office: str = "奈曼旗政务服务局"
    phone: str = "12345"
    site_name: str = "政策助手"
    top_k: int = 8
    dense_weight: float = 0.5  # 0: words alone; 1: vectors alone
    rerank: bool = True
    reader: bool = True  # let a small network read the likeliest sentences: better answers, some 50 ms more
    answer_threshold: float = 0.34  # answerability below it is refused
    max_question_chars: int = 2000
    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: str = ""
    llm_timeout: float = 30.0
    owner_names: str = ""  # a TOML file of one's own names of units: 统一名称 = ["其他叫法", …]
    database: str = "var/board.db"  # a SQLite file, or an address that SQLAlchemy knows
    evidence: str = "var/evidence"  # files that prove a task done
    confirmed: str = "var/confirmed.db"  # questions whose answers staff have confirmed (问答库); "": none
    host: str = "127.0.0.1"
    port: int = 7860
    staff_token: str = ""  # who sends it is staff; without one, only who sits at the server is
    embed_origins: str = ""  # sites that may show the assistant: "https://www.example.gov.cn https://…"
    record_days: int = 180  # how long questions, for 运行状况, are kept

    @property
    def has_llm(self) -> bool:
        """True when a language model is configured."""
        return bool(self.llm_base_url and self.llm_model)


def load_settings(
    path: Path | None = None, environ: dict[str, str] | None = None, **overrides: Any
) -> Settings:
    """Read settings from a TOML file, then the environment, then `overrides` (None values are left out).

    Without `path`, `policy-assistant.toml` of the working folder is read when it is there.
    Raises BadSettings naming the file or variable, the key and what is allowed.
    """
    chosen = path or Path("policy-assistant.toml")
    values = _read_file(chosen) if path or chosen.exists() else {}
    values |= _read_environment(os.environ if environ is None else environ)
    values |= {name: value for name, value in overrides.items() if value is not None}
    return replace(Settings(), **values)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadSettings(f"{path}: 没有这个设置文件: 请核对 --config") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: 不是可以读取的 TOML 文件（{error}）: 请修改，或不用 --config") from error
    known = {field.name: type(field.default) for field in fields(Settings)}
    for name, value in values.items():
        if name not in known:
            raise BadSettings(f"{path}: 没有“{name}”这一项设置: 可用的有 {'、'.join(known)}")
        if name in SECRETS:
            variable = ENV_PREFIX + name.upper()
            raise BadSettings(f"{path}: 密钥不要写进文件: 请改设环境变量 {variable}")
        values[name] = _convert(value, known[name], f"{path}: {name}")
    return values


def _read_environment(environ: Any) -> dict[str, Any]:
    values = {}
    for field in fields(Settings):
        variable = ENV_PREFIX + field.name.upper()
        if variable in environ:
            values[field.name] = _convert(environ[variable], type(field.default), variable)
    return values


def _convert(value: Any, kind: type, where: str) -> Any:
    try:
        if kind is bool:
            return SWITCH[str(value).lower()]
        if kind is not str and isinstance(value, bool):
            raise ValueError(value)
        return kind(value)
    except (TypeError, ValueError, KeyError) as error:
        raise BadSettings(f"{where}: “{value}”应为{KINDS[kind]}: 请修改") from error
