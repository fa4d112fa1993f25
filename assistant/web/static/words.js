// What statuses and kinds are called, as tables.

export const VERDICTS = {
  answered: { shape: "✔", words: "完整回答", kind: "full" },
  partial: { shape: "◐", words: "部分回答", kind: "part" },
  no_evidence: { shape: "✖", words: "文件未载明", kind: "none" },
  ungrounded: { shape: "✖", words: "未通过核对，不予采用", kind: "none" },
  out_of_scope: { shape: "✖", words: "不在服务范围", kind: "none" },
  needs_clarification: { shape: "？", words: "请补充说明", kind: "part" },
};

export const VALIDITIES = {
  in_force: "现行有效",
  not_yet: "尚未生效",
  expired: "已失效",
  repealed: "已废止",
  superseded: "已被替代",
  unknown: "效力不明",
};

export const REASONS = {
  purpose: "目的",
  principle: "原则要求",
  background: "背景",
  definition: "释义",
  heading: "标题",
};

export const ROLES = { lead: "牵头", support: "配合", owner: "" };

export const FORMATS = [
  ["xlsx", "Excel 表格"],
  ["docx", "Word 文档"],
  ["md", "Markdown"],
  ["csv", "CSV"],
  ["ics", "日历"],
];

export const THUMB_REASONS = ["答非所问", "内容有误", "不完整", "看不懂"];
