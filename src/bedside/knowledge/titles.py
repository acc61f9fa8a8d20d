"""What a timeline calls the knowledge room's facts."""

from bedside.people.titles import title


def name_facts() -> None:
    title("knowledge.entry_saved", "知识保存了第 {version} 版", "Knowledge: version {version} saved")
    title("knowledge.entry_approved", "知识第 {version} 版审核上线", "Knowledge: version {version} approved")
    title("knowledge.entry_retired", "知识停用状态有变动", "Knowledge: retired or taken back")
    title("knowledge.entry_used", "回答里用了知识", "Knowledge was used in an answer")
