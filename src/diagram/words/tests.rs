//! What each kind of diagram says in words.

use super::outline;
use crate::base::i18n::Strings;

/// The outline as a list in Markdown.
fn words(source: &str) -> String {
    let lines = outline(source, &Strings::english()).unwrap_or_else(|| panic!("no words: {source}"));
    lines.iter().map(|line| format!("{}- {}\n", "  ".repeat(line.depth), line.text)).collect()
}

/// The same, from a text that is indented as the tests are.
fn assert_words(source: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("{}\n", &line[12..]))
        .collect();
    assert_eq!(words(source), expected, "{source}");
}

#[test]
fn a_flowchart_says_what_leads_where_by_its_groups() {
    assert_words(
        "---\ntitle: 图\n---\n%%{init: {'themeVariables': {'lineColor': '#f00'}}}%%\ngraph TD\n\
         收 --> 审[\"<b>审</b>稿<br/>#quot;初审#quot;\"]\n\
         subgraph 编辑部\n  审 -- 退回 --> 改\n  subgraph s2 [\"排版 (二)\"]\n    排 & 校 --> 印\n  end\n  改\nend\n\
         s2 ==>|寄出| 读者((读者))\n审 -.-> 审\n印 --- 读者\n印 <--> 校\n印 ~~~ 收\n孤",
        r#"
            - 图
              - 收
                - → 审稿 / "初审"
              - 编辑部
                - 审稿 / "初审"
                  - 退回 → 改
                  - → 审稿 / "初审"
                - 排版 (二)
                  - 寄出 → 读者
                  - 排
                    - → 印
                  - 校
                    - → 印
                  - 印
                    - — 读者
                    - ↔ 校
              - 读者
              - 孤
        "#,
    );
}

#[test]
fn edges_have_the_heads_that_are_drawn() {
    for (edge, line) in [
        ("A --> B", "→ B"),
        ("A --- B", "— B"),
        ("A <---> B", "↔ B"),
        ("A --x B", "—× B"),
        ("A o--o B", "○—○ B"),
        ("A --> B[\"甲 → 乙\"]", "→ “甲 → 乙”"),
        ("A -- 说 --> B", "说 → B"),
        ("A <-- 说 --> B", "说 ↔ B"),
        ("A == 说 === B", "说 — B"),
        ("A -. 说 .-> B", "说 → B"),
        ("A -->|\"说 (一)\"| B", "说 (一) → B"),
        ("A e1@--> B", "→ B"),
    ] {
        assert_eq!(words(&format!("flowchart LR\n{edge}")), format!("- A\n  - {line}\n"), "{edge}");
    }
}

#[test]
fn a_sequence_says_who_says_what_to_whom() {
    assert_words(
        "sequenceDiagram\n  title 借书\n  box 蓝色的 柜台\n  participant L as 馆员<br/>(甲)\n  end\n  actor R as 读者\n\
         R->>+L: 有这本吗？; Note over R,L: 小声\n  autonumber 5 2\n  loop 每一排\n    L->>L: 找\n    alt 找到了\n      L-->>-R: wrap:给\n\
             else\n      L--xR: 借出了#59;再来\n    end\n  end\n  autonumber off\n  rect rgb(1,2,3)\n  R-)柜: 还\n  end\n  activate R\n  deactivate R",
        "
            - 借书
              - 蓝色的 柜台: 馆员 (甲)
              - 读者 · 柜
              - 读者 → 馆员 (甲): 有这本吗？
              - Note (读者 · 馆员 (甲)): 小声
              - loop [每一排]
                - [5] 馆员 (甲) → 馆员 (甲): 找
                - alt [找到了]
                  - [7] 馆员 (甲) → 读者: 给
                - else
                  - [9] 馆员 (甲) —× 读者: 借出了;再来
              - 读者 → 柜: 还
        ",
    );
}

#[test]
fn states_have_their_beginning_and_end() {
    assert_words(
        "stateDiagram-v2\n  direction LR\n  [*] --> 空闲\n  state \"正在 泡茶\" as 泡\n  空闲 --> 泡 : 按下\n  泡 : 三分钟\n  state 泡茶机 {\n    [*] --> 加热\n\
             加热 --> [*]: **水开** &amp;c;\n  }\n  note right of 空闲\n    灯灭\n    了\n  end note\n  泡 --> [*]",
        "
            - ● Start
              - → 空闲
            - 空闲
              - Note: 灯灭 了
              - 按下 → 正在 泡茶
            - 正在 泡茶
              - 三分钟
              - → ◉ End
            - 泡茶机
              - ● Start
                - → 加热
              - 加热
                - 水开 &c → ◉ End
        ",
    );
}

#[test]
fn classes_have_members_and_their_relations_a_direction() {
    assert_words(
        "classDiagram\n  class 动物 {\n    <<interface>>\n    +叫() String\n  }\n  动物 <|.. 狗\n  狗 \"1\" *-- \"4\" 腿 : 站\n  人 o-- 狗\n\
           狗 ..> 食物 : 要\n  人 --> 人\n  盒~T~ : +_取_()$ List~T~\n  盒 : +List~T~ 装;\n  盒~T~ -- 人\n  note for 狗 \"忠\"\n  note \"图注\"",
        "
            - 动物
              - «interface»
              - +叫() : String
            - 狗
              - Note: 忠
              - implements → 动物
              - is composed of (站; 1 : 4) → 腿
              - depends on (要) → 食物
            - 人
              - has → 狗
              - → 人
            - 盒<T>
              - +List<T> 装
              - +取() : List<T>
              - — 人
            - Note: 图注
        ",
    );
}

#[test]
fn mindmaps_and_timelines_are_outlines() {
    assert_words(
        "mindmap\n  root((书))\n    ::icon(fa fa-book)\n    为什么[\"读 (一)\"]\n      甲\n    怎么\n",
        "
            - 书
              - 读 (一)
                - 甲
              - 怎么
        ",
    );
    assert_words(
        "timeline\n  title 史\n  section 上\n    1991 : 一 : 二 12:30\n         : 三\n  section 下\n    1995 : 四",
        "
            - 史
              - 上
                - 1991
                  - 一
                  - 二 12:30
                  - 三
              - 下
                - 1995
                  - 四
        ",
    );
}

#[test]
fn a_group_may_name_another() {
    assert_words(
        "flowchart TD\n  subgraph 外\n    内\n    甲\n  end\n  subgraph 内\n    乙\n  end\n  外 --> 甲",
        "
            - 外
              - → 甲
              - 甲
              - 内
                - 乙
        ",
    );
}

#[test]
fn labels_are_read_as_they_are_drawn() {
    for (label, drawn) in [
        ("\"节点负载、<br/>网络状况\"", "节点负载、网络状况"),
        ("\"a,<br>b<BR />c\\nd<br>(e)\"", "a, b / c / d (e)"),
        ("\"a **b** _c_\"", "a **b** _c_"),
        ("\"`a **b** _c_ *d* e_f\\n`\"", "a b c d e_f\\n"),
        ("\"fa:fa-book 书 #40;一#41; &amp; &lt;b&gt;\"", "书 (一) & <b>"),
        ("\"若 $$a<b \\neq \\nabla$$ 则\"", "若 a<b \\neq \\nabla 则"),
        ("\"x < 3 且 Vec<T> > 2\"", "x < 3 且 Vec<T> > 2"),
    ] {
        assert_eq!(words(&format!("graph TD\nA[{label}]")), format!("- {drawn}\n"), "{label}");
    }
}

#[test]
fn no_relation_is_taken_for_a_word_of_the_language() {
    assert_eq!(words("classDiagram\n  Link --> Target\n  direction LR"), "- Link\n  - → Target\n");
    assert_eq!(words("stateDiagram-v2\n  Hide --> Show\n  hide empty description"), "- Hide\n  - → Show\n");
    assert_eq!(
        words("%%{init: {}}%% timeline TD\n  2026 : \"一\"\n  # 注\n  2027"),
        "- 2026\n  - \"一\"\n- 2027\n"
    );
    assert_eq!(
        words("sequenceDiagram\n  A->>B: \"yes\" or `no`\n  participant A AS 甲"),
        "- 甲 · B\n- 甲 → B: \"yes\" or `no`\n"
    );
    assert_eq!(
        words("stateDiagram-v2\n  state A {\n  B\n  }\n  A : 干活\n  state A {\n  C\n  }"),
        "- 干活\n  - B\n  - C\n"
    );
    assert_eq!(
        words("graph TD\n  S-->A[检查]\n  S-->B[检查]\n  A-->C"),
        "- S\n  - → 检查 #1\n  - → 检查 #2\n- 检查 #1\n  - → C\n"
    );
}

#[test]
fn an_outline_is_in_proportion_to_its_source() {
    let names = format!("stateDiagram-v2\n  A : {}\n{}", "长".repeat(3_000), "  b-->A\n".repeat(1_000));
    assert_eq!(outline(&names, &Strings::english()), None);
    let signs = format!("stateDiagram-v2\n  A : {}\n  b --> A", "#".repeat(40_000));
    assert!(outline(&signs, &Strings::english()).is_some());
}

#[test]
fn what_is_not_understood_has_no_words() {
    for source in [
        "graph TD\n  A[甲(乙)] --> B",
        "flowchart TD\n  A@{ shape: rect, label: \"x\" } --> B",
        "sequenceDiagram\n  甲->>乙: 好\n  甲说了什么",
        "sequenceDiagram\n  loop 一\n  end\n  end",
        "stateDiagram-v2\n  A --> B --> C d",
        "stateDiagram-v2\n  state A {\n  B",
        "stateDiagram-v2\n  state A {\n  B\n  --\n  C\n  }",
        "sequenceDiagram\n  opt 一\n  else 二\n  end",
        "sequenceDiagram\n  loop 一\n  甲->>乙: 好",
        "classDiagram\n  A <|--",
        "mindmap\n  root((书",
        "sequenceDiagram A->>B: x\n  B->>A: y",
        "mindmap root((a))\n  b",
        "sequenceDiagram\n  A->>B: x\n  %%{ note\n  B->>C: y",
        "stateDiagram-v2\n  accDescr {\n  A --> B",
        "classDiagram\n  class A,B",
        "pie\n  \"甲\" : 1",
        "",
        "---\n",
    ] {
        assert_eq!(outline(source, &Strings::english()), None, "{source}");
    }
}

#[test]
fn neither_size_nor_depth_is_a_danger() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(2_000), close.repeat(2_000));
    for source in [
        format!("graph TD\n{}", deep("subgraph a\n", "end\n")),
        format!("stateDiagram-v2\n{}", deep("state a {\n", "}\n")),
        format!("sequenceDiagram\n{}", deep("loop a\n", "end\n")),
        format!("mindmap\n{}", (0..250).map(|n| format!("{}a\n", " ".repeat(n))).collect::<String>()),
        format!("classDiagram\n  a : {}", "~".repeat(40_000)),
        format!("sequenceDiagram\n  a->>b: {}", ";".repeat(40_000)),
        format!("graph TD\n  a[\"{}\"]", "<".repeat(40_000)),
        format!("graph TD\n  a[\"{}\"]", "&".repeat(40_000)),
    ] {
        outline(&source, &Strings::english());
    }
}
