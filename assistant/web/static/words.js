// What statuses and kinds are called, as tables.

export const VERDICTS = {
  answered: { shape: "✔", words: "完整回答", kind: "full" },
  partial: { shape: "◐", words: "部分回答", kind: "part" },
  no_evidence: { shape: "✖", words: "没有查到", kind: "none" },
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
  unknown: "效力未注明",
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
  ["md", "Markdown 文本"],
  ["csv", "CSV 表格"],
  ["ics", "日历"],
];

// What the page says of itself, in the page and in every copy of it.
export const NOTICE = "本服务由人工智能提供，内容请以文件原文为准";

export const JUDGEMENTS = {
  supported: { shape: "✔", words: "有依据", kind: "full" },
  contradicted: { shape: "✖", words: "与原文不符", kind: "none" },
  unsupported: { shape: "◐", words: "没有依据", kind: "part" },
  not_checkable: { shape: "–", words: "无需核对", kind: "" },
};

export const PROBLEMS = {
  number: "数字",
  date: "日期",
  duration: "期限",
  frequency: "频次",
  amount: "金额",
  actor: "主体",
  negation: "是否",
  modal: "要求程度",
  condition: "条件",
  scope: "范围",
  quote: "引文",
  doc_number: "文号",
  other: "内容",
};

export const THUMB_REASONS = ["答非所问", "内容有误", "不完整", "看不懂"];
