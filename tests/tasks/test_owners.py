"""Owners and roles, as tables of what plans write."""

from __future__ import annotations

import doctest
import importlib

import pytest

from assistant.tasks.name_lists import split_names
from assistant.tasks.owners import read_owner_words, subject_of

WORDS = [
    ("市发展改革委、市规划局分别牵头，各区政府负责落实",
     [("市发展改革委", "lead"), ("市规划局", "lead"), ("各区政府", "owner")]),
    ("市交通委牵头、各区政府负责落实", [("市交通委", "lead"), ("各区政府", "owner")]),
    ("国资委、邮政局等部门和企业按职责分工负责", [("国资委", "owner"), ("邮政局", "owner")]),
    ("牵头单位：市商务局；配合单位：市财政局、各区政府",
     [("市商务局", "lead"), ("市财政局", "support"), ("各区政府", "support")]),
    ("市发展改革委会同市政府相关部门负责落实", [("市发展改革委", "owner"), ("市政府相关部门", "support")]),
    ("责任单位：市发改委；完成时限：2024年10月", [("市发改委", "owner")]),
    ("县发改局（牵头），县财政局", [("县发改局", "lead"), ("县财政局", "owner")]),
    ("县发改局牵头，县财政局、各乡镇，年底前完成", [("县发改局", "lead"), ("县财政局", "owner"), ("各乡镇", "owner")]),
    ("市商务局牵头，会同市财政局", [("市商务局", "lead"), ("市财政局", "support")]),
    ("市商务局牵头，并报市政府", [("市商务局", "lead")]),
    ("县发改局负责牵头，县统计局参与", [("县发改局", "lead"), ("县统计局", "support")]),
    ("县发改局（牵头单位）、县财政局（配合）", [("县发改局", "lead"), ("县财政局", "support")]),
    ("市商务局（牵头）、市财政局、市税务局配合",
     [("市商务局", "lead"), ("市财政局", "support"), ("市税务局", "support")]),
    ("县金融办；县人行（按职责分工负责）", [("县金融办", "owner"), ("县人行", "owner")]),
    ("县教育局（责任人：王五）", [("县教育局", "owner"), ("王五", "owner")]),
    ("责任单位：县教育局（完成时限：6月底）", [("县教育局", "owner")]),
    ("县教育局为牵头单位，县财政局为配合单位", [("县教育局", "lead"), ("县财政局", "support")]),
    ("市发展改革委会同市财政局", [("市发展改革委", "owner"), ("市财政局", "support")]),
    ("县教育局/县体育局", [("县教育局", "owner"), ("县体育局", "owner")]),
    ("各乡镇（街道）、县司法局", [("各乡镇（街道）", "owner"), ("县司法局", "owner")]),
]  # fmt: skip
SUBJECTS = [
    ("旗政府办公室要切实发挥作用", ["旗政府办公室"]),
    ("由责任部门按程序修订", ["责任部门"]),
    ("主要领导及班子成员包联企业", ["主要领导", "班子成员"]),
    ("各地各部门主要负责同志形成成果", ["各地各部门主要负责同志"]),
    ("市、区政务服务局负责统筹", ["市、区政务服务局"]),
    ("县住建局完成自建房排查1200栋", ["县住建局"]),
    ("县消防救援大队完成高层建筑检查80处", ["县消防救援大队"]),
    ("县医保局执行新标准", ["县医保局"]),
    ("县人社局自收到申请之日起20个工作日内办结", ["县人社局"]),
    ("县审计局今年底前完成审计", ["县审计局"]),
    ("县审计局2026年完成审计", ["县审计局"]),
    ("县水利局２０２５年６月底前完成排查", ["县水利局"]),
    ("县文旅局“五一”前完成景区检查", ["县文旅局"]),
    ("县委宣传部组织宣传活动", ["县委宣传部"]),
    ("县气象局：", ["县气象局"]),
    ("县供销社、县粮食局：", ["县供销社", "县粮食局"]),
    ("各乡镇（街道）：", ["各乡镇（街道）"]),
    ("责任单位：", []),
    ("报送至县应急管理局：", []),
    ("县级牵头部门：", []),
    ("健全县区会商制度，县区联系单位：", []),
    ("民政部门发放的补贴", []),
    ("机关执行情况", []),
    ("加强部门联动", []),
    ("法治政府建设与效能政府建设共同推进", []),
    ("公文涉及其他部门职权的", []),
    ("压实部门主要领导责任", []),
    ("推动各级政务服务大厅设置窗口", []),
]


@pytest.mark.parametrize(("words", "owners"), WORDS)
def test_brackets_and_labels(words: str, owners: list[tuple[str, str]]) -> None:
    assert [(o.name, o.role) for o in read_owner_words(words)] == owners


@pytest.mark.parametrize(("segment", "names"), SUBJECTS)
def test_subjects(segment: str, names: list[str]) -> None:
    assert [owner.name for owner in subject_of(segment)] == names


def test_whom_an_actor_works_with_is_support() -> None:
    owners = subject_of("督查部门会同纪检监察、人大代表等力量开展督导")
    assert [(o.name, o.role) for o in owners] == [
        ("督查部门", "owner"),
        ("纪检监察", "support"),
        ("人大代表", "support"),
    ]


@pytest.mark.parametrize("name", ["市文化和旅游局", "各有关部门和单位", "和平区政府", "工业和信息化部"])
def test_a_name_with_and_in_it_stays_whole(name: str) -> None:
    assert split_names(name) == [name]


@pytest.mark.parametrize(
    "module",
    [
        "sentences",
        "numerals",
        "indicators",
        "deadlines",
        "owners",
        "marks",
        "duties",
        "reasons",
        "name_lists",
        "actions",
        "openings",
        "shares",
    ],
)
def test_documented_examples_hold(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"assistant.tasks.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
