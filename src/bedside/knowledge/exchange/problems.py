"""What a file for the knowledge base is refused for as a whole."""

from bedside.kit.problems import register

BAD_FILE = register(
    "knowledge_file",
    422,
    "这个文件读不了：{what}",
    "This file cannot be read: {what}",
    "请用导出的 Excel、CSV 或 Markdown 压缩包改好再导入。",
    "Export as Excel, CSV or Markdown, change that file, and import it again.",
)
TOO_LARGE = register(
    "knowledge_file_large",
    413,
    "文件太大：{what}",
    "The file is too large: {what}",
    "请分成几份，每份不超过 10000 条、16 MB。",
    "Split it: at most 10,000 entries and 16 MB each.",
)
