/** Flowcharts that are sound, and the mistakes of models, put into them one at a time. */

/** @typedef {{ id: string, label: string, open: string, close: string, group: number }} Node */
/** @typedef {{ from: Node, to: Node, label: string, arrow: string, form: number }} Edge */
/** @typedef {{ header: string, nodes: Node[], edges: Edge[], groups: string[], comments: string[] }} Chart */

/** How each part of a chart is written down; a mistake writes one of them differently.
 * @typedef {object} Hand
 * @property {(chart: Chart) => string} header
 * @property {(node: Node) => string} id
 * @property {(node: Node) => string} node
 * @property {(edge: Edge) => string} edge
 * @property {(title: string, group: number) => string} group
 * @property {(group: number) => string} end
 * @property {(node: Node, fill: string) => string} style
 * @property {(comment: string) => string} comment
 * @property {(source: string) => string} whole */

/** Numbers that look like chance and are the same each time.
 * @param {number} seed */
function dice(seed) {
  let state = seed * 2654435761 + 1;
  return (/** @type {number} */ sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const WORDS = [
  {
    labels: [
      ...[
        '蜂箱检查',
        '雨水收集（屋顶）',
        '成本 (每年)',
        '选址：坡地、河边',
        '数组 [0] 的值',
        '集合 {a, b}',
        '湿度>60%？',
      ],
      ...[
        '是否合格？',
        '第1步：浇水',
        '读写"缓存"',
        '土壤 pH 值',
        '种子<br/>发芽',
        '预算 (元) [含税]',
        '调用 f(x)',
        '风险 & 收益',
      ],
    ],
    edges: ['导致', '如果成功', '每天（早晨）', '次数 (约)', '不合格', '第2轮', '返回 [结果]'],
    groups: ['准备阶段', '第一部分：播种', '收获 (秋季)', '总结与展望', 'A. 基础概念'],
    comments: ['这里是主要流程', '样式'],
  },
  {
    labels: [
      ...[
        'Check the hive',
        'Collect rain (roof)',
        'Cost (per year)',
        'Is it done?',
        'Item [0] of list',
        'Set {a, b}',
        'x > 10?',
      ],
      ...[
        'Say "hello" twice',
        "Don't stop",
        'Step 1: water',
        'f(x) = y',
        'Seeds<br>sprout',
        'Budget (EUR) [net]',
        'A & B',
        'Read / write',
      ],
    ],
    edges: ['leads to', 'yes', 'no', 'daily (early)', 'if it fails', 'retry #2', 'returns [a]'],
    groups: ['Preparation', 'Part one: seeds', 'Harvest (autumn)', 'Summary', 'Core ideas'],
    comments: ['the main path', 'colours'],
  },
];

const SHAPES = [
  ...['[ ]', '( )', '{ }', '[ ]', '([ ])', '[[ ]]', '[( )]', '(( ))', '{{ }}', '[ ]', '[/ /]', '> ]', '((( )))'],
].map((shape) => shape.split(' '));
const ARROWS = ['-->', '-->', '-->', '-->', '==>', '-.->', '---', '--o', '<-->'];

/** A flowchart that is like no other.
 * @param {number} seed
 * @returns {Chart} */
export function flowchart(seed) {
  const roll = dice(seed);
  const words = WORDS[seed % 2];
  const of = (/** @type {any[]} */ list) => list[roll(list.length)];
  const groups = words.groups.slice(0, roll(4));
  const naming = roll(3);
  const nodes = Array.from({ length: 4 + roll(8) }, (_, n) => {
    const [open, close] = roll(3) ? SHAPES[0] : of(SHAPES);
    const id = [String.fromCharCode(65 + n), `node${n + 1}`, `${words === WORDS[0] ? '步骤' : 'Step'}${n + 1}`][naming];
    return { id, label: of(words.labels), open, close, group: groups.length ? n % (groups.length + 1) : 0 };
  });
  const edges = nodes.slice(1).map((to, n) => {
    const from = nodes[roll(3) ? n : roll(n + 1)];
    return { from, to, label: roll(2) ? of(words.edges) : '', arrow: of(ARROWS), form: roll(3) };
  });
  const header = `${of(['graph', 'flowchart'])} ${of(['TD', 'LR', 'TB'])}`;
  return { header, nodes, edges, groups, comments: words.comments };
}

const needsQuotes = (/** @type {string} */ text) => /[()[\]{}"|<>/\\]/.test(text);
const entities = (/** @type {string} */ text) => text.replaceAll('"', '#quot;');
const quoted = (/** @type {string} */ text) => `"${entities(text)}"`;
const text = (/** @type {string} */ label) => (needsQuotes(label) || label.length % 2 ? quoted(label) : label);

/** The hand of a model that makes no mistake.
 * @type {Hand} */
const SOUND = {
  header: (chart) => chart.header,
  id: (node) => node.id,
  node: (node) => `${node.id}${node.open}${text(node.label)}${node.close}`,
  edge: ({ from, to, label, arrow, form }) => {
    const [start, end] = { '==>': ['==', '==>'], '-.->': ['-.', '.->'] }[arrow] ?? ['--', arrow];
    if (!label) return `${from.id} ${arrow} ${to.id}`;
    if (form === 0 || !arrow.endsWith('>') || arrow.startsWith('<'))
      return `${from.id} ${arrow}|${text(label)}| ${to.id}`;
    return `${from.id} ${start} ${form === 1 ? quoted(label) : text(label)} ${end} ${to.id}`;
  },
  group: (title, group) => (group % 2 ? `subgraph ${quoted(title)}` : `subgraph G${group}[${quoted(title)}]`),
  end: () => 'end',
  style: (node, fill) => `style ${node.id} fill:${fill},stroke:#333,stroke-width:2px`,
  comment: (comment) => `%% ${comment}`,
  whole: (source) => source,
};

/** Writes a chart down.
 * @param {Chart} chart
 * @param {Partial<Hand>} [mistake] */
export function write(chart, mistake = {}) {
  const hand = { ...SOUND, ...mistake };
  // As most models do: in groups, with the nodes first; the styles last.
  const renamed = chart.nodes.map((node) => ({ ...node, id: hand.id(node) }));
  const own = (/** @type {Node} */ node) => renamed[chart.nodes.indexOf(node)];
  const members = (/** @type {number} */ group) =>
    renamed.filter((node) => node.group === group).map((node) => `${hand.node(node)}`);
  const lines = [hand.header(chart), ...members(0).map((line) => `    ${line}`), ''];
  chart.groups.forEach((title, n) => {
    const inside = members(n + 1).map((line) => `        ${line}`);
    lines.push(`    ${hand.group(title, n)}`, ...inside, ...(hand.end(n) ? [`    ${hand.end(n)}`] : []), '');
  });
  lines.push(`    ${hand.comment(chart.comments[0])}`);
  lines.push(...chart.edges.map((edge) => `    ${hand.edge({ ...edge, from: own(edge.from), to: own(edge.to) })}`));
  lines.push('', `    ${hand.comment(chart.comments[1])}`);
  const fills = ['#f9f', '#D6F0E0', 'lightblue'];
  lines.push(...renamed.slice(0, 3).map((node, n) => `    ${hand.style(node, fills[n])}`));
  return hand.whole(lines.filter((line) => line !== undefined).join('\n'));
}

/** A part written wrong in some places: always in the first that it can be, then in every second.
 * @template {keyof Hand} K
 * @param {K} part
 * @param {Hand[K]} wrong
 * @returns {() => Partial<Hand>} */
function sometimes(part, wrong) {
  return () => {
    let places = 0;
    const written = (/** @type {any[]} */ ...what) => {
      const sound = /** @type {any} */ (SOUND[part])(...what);
      const other = /** @type {any} */ (wrong)(...what);
      return other !== sound && places++ % 2 === 0 ? other : sound;
    };
    return /** @type {any} */ ({ [part]: written });
  };
}

const label = (/** @type {(node: Node) => string} */ wrong) => sometimes('node', wrong);
/** @param {string[]} others */
const arrows = (...others) => {
  let next = 0;
  return sometimes('edge', (edge) => {
    const other = others[next++ % others.length];
    return edge.arrow === '-->' ? SOUND.edge(edge).replace('-->', other) : SOUND.edge(edge);
  });
};
const whole = (/** @type {(source: string) => string} */ wrong) => () => ({ whole: wrong });
const bare = (/** @type {Node} */ node) => `${node.id}${node.open}${node.label}${node.close}`;
/** @param {Node} node @param {RegExp} pattern */
const bareIf = (node, pattern) => (pattern.test(node.label) ? bare(node) : SOUND.node(node));
/** @param {Node} node @param {string} open @param {string} close */
const wide = (node, open, close) =>
  node.open.length === 1 ? `${node.id}${open}${text(node.label)}${close}` : SOUND.node(node);
const renames = (/** @type {(node: Node) => string} */ id) => () => ({ id });

/** Each mistake, by its name. Those of `RENAMING` change ids, so their nodes are known by their labels.
 * @type {Record<string, () => Partial<Hand>>} */
export const MISTAKES = {
  'parentheses in a label': label((node) => bareIf(node, /\(/)),
  'square brackets in a label': label((node) => bareIf(node, /\[/)),
  'braces in a label': label((node) => bareIf(node, /\{/)),
  'quotes in a label': label((node) => bareIf(node, /"/)),
  'nested quotes': label((node) =>
    node.label.includes('"') ? SOUND.node(node).replaceAll('#quot;', '"') : SOUND.node(node),
  ),
  'escaped quotes': label((node) =>
    node.label.includes('"') ? SOUND.node(node).replaceAll('#quot;', '\\"') : SOUND.node(node),
  ),
  'brackets 【】': label((node) => wide(node, '【', '】')),
  'brackets （）': label((node) => wide(node, '（', '）')),
  'one wide bracket': label((node) => wide(node, '[', '】')),
  'arrow →': arrows('→'),
  'arrow ->': arrows('->'),
  'arrow —>': arrows('—>'),
  'other arrows': arrows('=>', '——>', '⇒', '->>', '–>', '➜'),
  'arrow -- >': arrows('-- >'),
  'arrows &gt;': whole((source) => source.replaceAll('->', '-&gt;').replaceAll('=>', '=&gt;')),
  'all escaped': whole((source) =>
    source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ),
  fence: whole((source) => `\`\`\`mermaid\n${source}\n\`\`\``),
  'opening fence': whole((source) => `\`\`\`mermaid\n${source}`),
  'prose before': whole((source) => `好的，下面是根据内容生成的流程图：\n\n${source}`),
  'prose after': whole((source) => `${source}\n\n以上图表展示了各个概念（及其关系），希望对你有帮助！`),
  'English prose around': whole(
    (source) =>
      `Here is the diagram you asked for:\n\`\`\`mermaid\n${source}\n\`\`\`\nThe diagram shows the main steps (and more).`,
  ),
  'list after': whole((source) => `${source}\n\n**说明：**\n- A 表示开始（起点）\n- 箭头表示因果关系。`),
  'no header': whole((source) => source.slice(source.indexOf('\n') + 1)),
  'direction only': whole((source) => source.replace(/^\w+ /, '')),
  'header with ；': () => ({ header: (chart) => `${chart.header}；` }),
  'header with ：': () => ({ header: (chart) => `${chart.header}：` }),
  'header with wide blank': () => ({ header: (chart) => chart.header.replace(' ', '\u3000') + '；' }),
  'lines with ；': sometimes('edge', (edge) => `${SOUND.edge(edge)}；`),
  'unclosed quote': label((node) => SOUND.node(node).replace(/"([^\p{L}\p{N}"]+)$/u, '$1')),
  'unopened quote': label((node) => SOUND.node(node).replace('"', '')),
  'unclosed bracket': label((node) => SOUND.node(node).slice(0, -node.close.length)),
  'unclosed bracket and quote': label((node) => SOUND.node(node).replace(/"([^\p{L}\p{N}"]+)$/u, '')),
  'other bracket at the end': label((node) => SOUND.node(node).slice(0, -1) + (node.close.endsWith(')') ? ']' : ')')),
  'unclosed subgraph': sometimes('end', () => ''),
  'one end too many': whole((source) => `${source}\n    end`),
  'end as an id': renames((node) => (/^(\D+3|C)$/.test(node.id) ? 'end' : node.id)),
  'parentheses in an edge label': sometimes('edge', (edge) => SOUND.edge(edge).replace(/\|"(.*)"\|/, '|$1|')),
  'quotes in an edge label': sometimes('edge', (edge) => SOUND.edge(edge).replace(/\|"?(.*?)"?\|/, '|the "$1"|')),
  'unclosed edge label': sometimes('edge', (edge) => SOUND.edge(edge).replace(/\|([^|]*)\| /, '|$1 ')),
  'arrow behind an edge label': sometimes('edge', (edge) => SOUND.edge(edge).replace(/\|([^|]*)\| /, '|$1|> ')),
  'text behind a colon': sometimes('edge', (edge) =>
    edge.label ? `${edge.from.id} ${edge.arrow} ${edge.to.id}: ${edge.label}` : SOUND.edge(edge),
  ),
  'text behind ：': sometimes('edge', (edge) =>
    edge.label ? `${edge.from.id} ${edge.arrow} ${edge.to.id}：${edge.label}` : SOUND.edge(edge),
  ),
  'wide separators in a style': sometimes('style', (node, fill) =>
    SOUND.style(node, fill).replaceAll(',', '，').replaceAll(':', '：'),
  ),
  'wide separators in all styles': () => ({
    style: (node, fill) => `${SOUND.style(node, fill).replaceAll(',', '，').replaceAll(':', '：')}；`,
  }),
  'comment //': () => ({ comment: (comment) => `// ${comment}` }),
  'comment #': () => ({ comment: (comment) => `# ${comment}` }),
  'comment behind a statement': sometimes('edge', (edge) => `${SOUND.edge(edge)} // see above`),
  'comment %% behind a statement': sometimes('edge', (edge) => `${SOUND.edge(edge)} %% ${edge.label}`),
  'blanks in ids': renames((node) => node.id.replace(/(\D)(\d+)$/, '$1 $2').replace(/^([A-Z])$/, 'Part $1')),
  'blank before the bracket': label((node) => SOUND.node(node).replace(node.id, `${node.id} `)),
  'empty label': whole((source) => `${source}\n    Z1[] --> Z2[""]`),
  'numbered list after': whole(
    (source) => `${source}\n\n**Explanation**\n\n1. The first step.\n2. The second (optional) step -> done.`,
  ),
  'link to nowhere': whole((source) => `${source}\n    ${source.match(/style (\S+)/)?.[1]} -->`),
};

/** What the mistakes that change ids do not keep. */
export const RENAMING = new Set(['end as an id', 'blanks in ids']);
/** What the mistakes add to the chart. */
export const ADDING = new Set(['empty label']);
