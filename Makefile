# 两条主要命令：make serve（安装并启动）、make test（安装并测试）。其余命令见 make help。
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/policy-assistant

.DEFAULT_GOAL := help
.PHONY: help serve test test-slow fuzz lint eval eval-full bench screenshots model index serve-llm clean

help:
	@echo "make serve        安装所需、准备模型和索引，在 http://127.0.0.1:7860 启动"
	@echo "make test         安装所需并运行测试（make test-slow 运行耗时的测试）"
	@echo "make fuzz         用改坏的文件考验每种格式的读取（每种 10 分钟）"
	@echo "make lint         检查代码格式和类型"
	@echo "make eval         质量评测（make eval-full 全部）；make bench 速度评测"
	@echo "make serve-llm    在本机启动语言模型：MODEL=文件.gguf；不写则下载约 1.1 GB 的试用模型"
	@echo "make screenshots  重新制作界面截图"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高版本：可用 make PYTHON=python3.11 指定"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime.done: pyproject.toml constraints.txt | .venv/bin/python
	@echo "[1/3] 安装所需的 Python 包（首次约需几分钟）……"
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -c constraints.txt -e .
	@touch $@

.venv/test.done: .venv/runtime.done
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[test,eval]"
	@touch $@

model: .venv/runtime.done
	@echo "[2/3] 准备向量模型……"
	@$(RUN) models prepare bundled

index: model
	@echo "[3/3] 更新索引……"
	@$(RUN) index

serve: index
	@$(RUN) serve

.venv/llm.done: .venv/runtime.done
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e ".[local-llm]"
	@touch $@

serve-llm: .venv/llm.done
	@$(RUN) serve-llm $(MODEL)

test: .venv/test.done model
	@sh scripts/system-packages.sh
	$(BIN)/python -m pytest -n 2 --dist loadscope

test-slow: .venv/test.done model
	@sh scripts/system-packages.sh
	$(BIN)/python -m pytest -m slow

fuzz: .venv/test.done
	$(BIN)/python -m tests.fuzz.readers --minutes 10

lint: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: .venv/test.done model
	$(BIN)/python -m eval.run --fast

eval-full: .venv/test.done model
	$(BIN)/python -m eval.run --full

bench: .venv/test.done model
	$(BIN)/python -m eval.bench.run

screenshots: .venv/test.done index
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf .venv models indexes/default indexes/dev
