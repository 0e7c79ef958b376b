//! Made-up records in the manner of real ones.

use crate::sandbox::Sandbox;

/// A record with everything that a usual one has. `number` gives it a place in the site: its day, its
/// id, its category and its tags; `words` are said in its summary and in its transcript.
pub(crate) fn usual(number: usize, words: &str) -> String {
    let (month, day, hour) = (number / 28 % 12 + 1, number % 28 + 1, number % 24);
    let category = ["技术/数据库", "技术", "生活", "Science"][number % 4];
    let id = video(number);
    let tags = ["日志, 共识", "日志", "面包", "sleep, 日志"][number % 4];
    format!(
        "Timestamp: 2026-{month:02}-{day:02}T{hour:02}:05:36.427172\n\
        Title: 第{number}期：先写日志再改状态 {id}\n\
        URL: https://b23.tv/x{number}\n\
        Status: success\n\
        Duration: {}:28\n\
        Category: {category}\n\
        Tags: {tags}\n\
        \n\
        Description:\n\
        好的，以下是整理。\n\
        \n\
        ### **要点**\n\
        \n\
        1.  **日志（Log）**：{words}。\n    *   先写**“日志”**再改状态。\n\
        \n\
        ### 核心观点\n\
        \n\
        状态只是日志的影子，第{number}遍。\n\
        \n\
        <Mermaid_Diagram>\n\
        graph TD\n    A[\"写入 {number}\"] --> B[\"日志\"]\n\
        </Mermaid_Diagram>\n\
        \n\
        Content:\n\
        大家好今天讲日志,{words},为什么呢因为状态会丢\n",
        number % 60,
    )
}

/// The id of a record's video. The platform's alphabet has no zero.
pub(crate) fn video(number: usize) -> String {
    format!("BV1{number:x>9}").replace('0', "z")
}

/// A record's header with this title, and what follows.
pub(crate) fn titled(title: &str, rest: &str) -> String {
    format!("Timestamp: 2026-05-01T10:00:00\nTitle: {title}\nStatus: success\n\n{rest}")
}

/// Fills a folder with usual records; some stand in folders of their own.
pub(crate) fn fill(site: &Sandbox, dir: &str, numbers: std::ops::Range<usize>, words: &str) {
    for number in numbers {
        let folder = if number % 5 == 0 { "播客/长谈/" } else { "" };
        site.file(&format!("{dir}/{folder}{number:04}.txt"), usual(number, words));
    }
}
