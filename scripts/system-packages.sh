#!/bin/sh
# 浏览器测试需要 chromium 和中文字体：能装就装，不能装就说明白。
set -eu
command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi "cjk" && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装 chromium 和中文字体……"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-cjk fontconfig >/dev/null
else
    echo "缺少 chromium 或中文字体，浏览器测试将跳过。请由管理员运行："
    echo "    apt-get install chromium fonts-noto-cjk fontconfig"
fi
