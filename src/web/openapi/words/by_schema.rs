//! Fields whose meaning depends on the schema.

/// Fields whose meaning depends on where they stand.
pub(super) fn in_schema(schema: &str, field: &str) -> Option<&'static str> {
    let told = match (schema, field) {
        (
            "HoursBody" | "TrainingRuleBody" | "ReimbursementBody" | "PolicyJson"
            | "TargetPolicyBody" | "ExamFeesBody",
            "from",
        ) => "第一天",
        (
            "HoursBody" | "TrainingRuleBody" | "ReimbursementBody" | "PolicyJson"
            | "TargetPolicyBody" | "ExamFeesBody",
            "to",
        ) => "最后一天，含当日；空为一直有效",
        ("TargetPolicyBody", "id") => "是哪一项的新版本；新增一项时不写",
        ("TargetPolicyBody", "due_on") => "完成时限",
        ("TargetGroupBody", "id") => "这一类单位的编号，如 village",
        ("TargetGroupBody", "people") => "每个单位至少几人持证；和 one_of 只写一个",
        ("PolicyJson", "version") => "版本编号，撤回时写在 If-Match 里；空为随系统的政策文件",
        ("WithdrawalBody" | "WithdrawalJson", "reason") => "撤回的原因，记入历史",
        ("TrialLineJson", "person") => "人员编号；说的是单位或日子时为空",
        ("TrialLineJson", "name") => "姓名；说的是单位或日子时是单位名称、日期",
        ("TrainingRuleBody", "required") => {
            "各级别应完成的数量，按计量单位，写成文本：{\"assistant\": \"12\"}"
        }
        ("TargetJson", "required") => "应有的持证人数；说不出来时为空",
        ("TrainingRuleBody", "unit") => "按什么计算：days（天）、hours（学时）",
        ("TrainingRuleBody", "id") | ("ReimbursementBody", "id") => {
            "是哪一项的新版本；新增一项时不写"
        }
        ("ReimbursementBody", "kinds") => "报销哪些费用：exam_fee、books、travel、training_fee",
        ("GroupBody", "note") => "给申请人看的理由",
        ("TokenWishJson", "days") => "有效天数，1 至 366",
        ("FieldProblem", "message") | ("RowError", "message") => "哪里不对、怎么办，一句话",
        ("StatisticsJson", "total") => "合计",
        ("TrialJson", "changed") => "有变化的人数（报销为人次）",
        ("TrialJson", "people") => "适用的人数（报销为人次）",
        ("Dossier", "person") => "本人资料",
        (
            "DueJson" | "GapJson" | "ExtensionLineJson" | "RosterAnswer" | "CandidateAnswer"
            | "TrialLineJson",
            "unit",
        ) => "单位",
        ("PolicyFactJson", "name") => "规定了什么",
        ("Overview", "version") => "程序版本",
        ("MergedJson", "person") => "保留的人员编号",
        ("ConfirmBody", "people") => "要清理的人员编号",
        ("ConflictField", "differs") => "两者是否不同",
        ("ConflictField", "stored") => "现在保存的",
        ("ConflictField", "yours") => "您要保存的",
        ("CurrentJson", "fields") => "各栏，不同的在前",
        ("ProblemJson", "current") => "现在保存的内容；只在 412 时有",
        ("PreviewRow", "things") => "这一行将新增或修改什么",
        ("PreviewThing", "values") => "各栏：原来的和将要保存的",
        ("UndoPlanAnswer", "more_obstacles") => "没有列出的其他阻碍有几项",
        ("UndoPlanAnswer", "obstacles") => "为什么现在不能撤销，每项一句话",
        ("UndoPlanAnswer", "removes") => "撤销时将删除的，按种类",
        ("UndoPlanAnswer", "restores") => "撤销时将恢复原值的，按种类",
        ("AccountJson", "standing") => {
            "账号状态：not_issued 未开通、waiting 待首次登录、working 正常、locked_out 锁定、out_of_use 已停用"
        }
        ("AccountJson", "locked_until") => "连续输错锁定到什么时候（UTC）；空为没有锁定",
        ("HandoverLook", "people") => "调动的人员",
        ("HandoverLook", "roles") => "在本单位的账号角色",
        ("HandoverLook", "ending_roles") => "随调动收回的其他角色",
        ("HandoverLook", "units") => "一起转入的下级单位编号",
        ("HandoverLook", "refusals") => "为什么不能办理，每项一句话；空为可以办理",
        ("CarriedRole", "offered") => "页面上是否默认勾选转过去",
        ("HandoverBody", "to") => "接收的单位编号",
        ("HandoverBody", "merges") => "true 整个单位并入；false 只移交人员",
        ("HandoverBody", "people") => "预览里的全部人员编号",
        ("HandoverBody", "carried_roles") => "转到接收单位的角色编号，其余的收回",
        ("HandoverDone", "people") => "调动的人数",
        ("HandoverDone", "roles") => "转入的角色数",
        ("HandoverDone", "units") => "转入的下级单位数",
        ("OwnContact" | "ContactBody", "mobile") => "手机号，可以用来登录",
        _ => return None,
    };
    Some(told)
}
