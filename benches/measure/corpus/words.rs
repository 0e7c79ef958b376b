//! What the made-up records talk about: topics, words and sentence patterns.
//!
//! Lists are plain text, `,` between words and one line per pattern, split once
//! at the start. A pattern names its gaps by a letter in braces: `{n}` a noun of
//! the topic, `{o}` a noun of any topic, `{p}` a person, `{g}` an organization,
//! `{k}` a number; every other letter is a word list of the language.

use std::collections::HashMap;

/// One of the twenty categories and its nouns. The names are those of the
/// default category rules, so that every way into a category leads to the same one.
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    chinese: &'static str,
    english: &'static str,
}

type List = Vec<&'static str>;

/// All that is particular to one language.
pub(crate) struct Language {
    pub(crate) chinese: bool,
    pub(crate) nouns: Vec<List>,
    pub(crate) words: HashMap<&'static str, List>,
    pub(crate) titles: List,
    pub(crate) authors: List,
    pub(crate) courtesies: List,
    pub(crate) headings: [&'static str; 4],
    pub(crate) points: List,
    pub(crate) claims: List,
    pub(crate) frames: List,
    pub(crate) groups: List,
    pub(crate) labels: List,
    pub(crate) edges: List,
    pub(crate) spoken: List,
    pub(crate) failures: List,
}

fn lines(text: &'static str) -> List {
    text.lines().collect()
}

pub(crate) fn commas(text: &'static str) -> List {
    text.split(',').collect()
}

pub(crate) const TOPICS: [Topic; 20] = [
    topic(
        "人工智能",
        "大模型,语言模型,机器学习,神经网络,智能体,提示词,强化学习,微调,多模态,注意力机制,向量检索,推理成本,算力,训练语料,评测榜单,蒸馏",
        "language models,machine learning,neural network,fine-tuning,attention heads,LLM agents,prompt design,inference cost,training data,benchmark leakage,retrieval,distillation,RAG,reward hacking",
    ),
    topic(
        "编程开发",
        "编译器,代码审查,单元测试,数据库,微服务,并发,重构,软件工程,开源项目,类型系统,内存安全,缓存失效,持续集成,接口设计,技术债,日志系统",
        "compiler,codebase,refactoring,database,programming language,debugging,open source,type system,memory safety,cache invalidation,continuous integration,API design,technical debt,Rust",
    ),
    topic(
        "数码科技",
        "芯片,半导体,光刻机,处理器,手机影像,续航,快充,自动驾驶,电动车,显卡,固件,耳机降噪,折叠屏幕,固态电池,物联网,散热",
        "semiconductor,smartphone,battery life,GPU,hardware wallet,chip design,firmware update,noise cancelling,folding screen,solid-state battery,gadget market,lidar,thermal limits,wearable",
    ),
    topic(
        "商业与创业",
        "创业,商业模式,融资,供应链,获客成本,复购率,品牌,门店扩张,现金流,跨境电商,加盟,毛利,私域流量,定价权,库存周转,股权结构",
        "startup,founders,business model,pricing,marketing,SaaS churn,B2B sales,unit economics,distribution,product-market fit,cash flow,franchise,inventory,equity split",
    ),
    topic(
        "投资理财",
        "投资,基金,股票,债券,定投,复利,资产配置,分红,估值,仓位管理,养老金,回撤,指数基金,财报,流动性,风险溢价",
        "investing,portfolio,stocks,bonds,ETF,dividend,index fund,risk premium,drawdown,rebalancing,valuation,pension,liquidity,compounding",
    ),
    topic(
        "宏观经济",
        "通胀,利率,央行,汇率,财政赤字,关税,房价,失业率,经济周期,货币政策,债务,消费信心,产业转移,劳动力市场,地方财政,贸易顺差",
        "inflation,interest rates,central bank,tariff,recession,economics,GDP growth,labour market,public debt,consumer confidence,supply shock,housing,trade balance,productivity",
    ),
    topic(
        "职场",
        "职场,面试,简历,跳槽,绩效考核,裁员,加班文化,晋升,转行,远程办公,向上管理,打工人,团队协作,会议,试用期,职业规划",
        "career,layoffs,remote work,promotion,careers fair,performance review,one-on-one,onboarding,hiring loop,side project,burnout,salary talks,office politics,mentoring",
    ),
    topic(
        "心理",
        "焦虑,抑郁,原生家庭,依恋类型,共情,内耗,拖延,正念,亲密关系,心理咨询,自尊,潜意识,人格测试,边界感,完美主义,孤独",
        "psychology,anxiety,depression,mindfulness,procrastination,emotions,therapy,attachment,self-esteem,rumination,loneliness,perfectionism,habit loops,motivation",
    ),
    topic(
        "健康医学",
        "睡眠,血糖,血压,肠道菌群,疫苗,慢性病,临床试验,昼夜节律,失眠,胆固醇,营养,药物副作用,疾病筛查,免疫,炎症,康复",
        "sleep,insulin,nutrition,clinical trial,patients,medicine,gut microbes,blood pressure,vaccine,immune system,screening,inflammation,rehabilitation,circadian rhythm",
    ),
    topic(
        "教育学习",
        "学习方法,间隔重复,费曼技巧,高考,考研,课堂,语言习得,自学,教师培训,英语口语,记忆法,留学,学生评价,课程设计,阅读习惯,通识教育",
        "education,spaced repetition,flashcards,students,classroom,curriculum,teaching,reading habits,homework,tutoring,language acquisition,exam pressure,literacy,feedback",
    ),
    topic(
        "科学",
        "量子纠缠,黑洞,相对论,基因编辑,细胞,物理学,化学反应,宇宙膨胀,行星,望远镜,气候变化,深海,演化,引力波,超导,地质年代",
        "physics,quantum error,genome,telescope,biology,astronomy,climate,evolution,black hole,gravitational waves,superconductor,plate tectonics,exoplanet,photosynthesis",
    ),
    topic(
        "数学",
        "数学,几何,代数,微积分,概率论,贝叶斯,拓扑,素数,图论,傅里叶变换,群论,统计学,定理,矩阵,随机过程,组合计数",
        "mathematics,theorem,geometry,algebra,calculus,probability,prime numbers,graph theory,group theory,topology,random walks,matrix,combinatorics,Fourier series",
    ),
    topic(
        "历史",
        "唐代,宋代,晚清,丝绸之路,科举,考古发现,史料,王朝更替,工业革命,中世纪,二战,民国,驿道,漕运,古代城市,货币史",
        "history,empire,dynasty,medieval town,archaeology,historians,Silk Road,industrial revolution,plague,archives,shipwreck,colonial trade,census,monastery",
    ),
    topic(
        "社会",
        "人口老龄化,生育意愿,婚姻,县城,城市化,零工经济,外卖骑手,社区,性别分工,阶层流动,户籍,公共政策,乡村,养老院,邻里,公共空间",
        "sociology,inequality,demographics,urbanization,welfare,gender roles,gig work,public space,housing queue,ageing,fertility,migration,social trust,volunteering",
    ),
    topic(
        "国际政治",
        "地缘政治,外交,制裁,大选,议会,欧盟,北约,中东局势,停火谈判,联合国,条约,难民,能源安全,海峡,军备控制,选举制度",
        "geopolitics,diplomacy,sanctions,election,parliament,treaty,NATO,ceasefire,refugees,energy security,arms control,coalition,border,summit",
    ),
    topic(
        "哲学与思想",
        "哲学,自由意志,存在主义,斯多葛学派,伦理困境,认识论,庄子,康德,尼采,虚无感,儒家,人生意义,思维模型,悖论,怀疑论,语言游戏",
        "philosophy,ethics,stoicism,free will,existentialism,morality,paradox,consciousness,identity,justice,knowledge,meaning,scepticism,virtue",
    ),
    topic(
        "影视游戏",
        "电影,导演,剧集,镜头语言,独立游戏,关卡设计,玩家社区,配乐,票房,动漫,纪录片,剪辑节奏,桌游,叙事结构,角色弧光,电竞",
        "film,cinema,game design,gameplay,video game,anime,films,soundtrack,editing rhythm,level design,screenplay,documentary,speedrun,world building",
    ),
    topic(
        "生活",
        "咖啡,烘焙,徒步,露营,收纳,装修,租房,旅行,菜谱,烹饪,阳台园艺,养猫,穿搭,发酵,厨房,周末",
        "cooking,recipe,coffee,travel,gardening,sourdough,kitchen,tiny house,hiking,budget,minimalism,balcony,knife skills,fermentation",
    ),
    topic(
        "体育",
        "马拉松,足球,篮球,力量训练,羽毛球,攀岩,配速,运动员,健身,游泳,滑雪,联赛,骑行,乳酸阈值,恢复,青训",
        "marathon,football,basketball,tennis,athletes,Olympics,lactate threshold,recovery,climbing,cycling,strength training,swimming,youth academy,scouting",
    ),
    topic(
        "艺术与文学",
        "绘画,美术馆,书法,摄影,古典音乐,爵士,小说,诗歌,文学,雕塑,戏剧,音乐,作家,翻译,色彩,策展",
        "painting,poetry,literature,photography,music,jazz,sculpture,translation,short story,theatre,museum,colour,ceramics,curation",
    ),
];

const fn topic(name: &'static str, chinese: &'static str, english: &'static str) -> Topic {
    Topic { name, chinese, english }
}

pub(crate) const TAGS: &str = "入门,进阶,深度,访谈,对谈,书评,复盘,案例,方法论,趋势,观点,科普,教程,工具,效率,\
    写作,阅读,演讲,公开课,论文,综述,数据,图表,争议,误区,经验,失败,成长,选择,家庭,\
    城市,青年,女性,老人,儿童,农业,能源,环境,交通,建筑,设计,语言,翻译,伦理,法律,\
    隐私,安全,硬件,开源,产品,管理,团队,消费,品牌,旅行,饮食,运动,睡眠,长视频,待重看";

pub(crate) const SURNAMES: &str = "王,李,张,刘,陈,杨,黄,赵,吴,周,徐,孙,马,朱,胡,郭,何,林,高,罗,郑,梁,谢,宋,唐,许,韩,冯,邓,曹,\
    彭,曾,萧,田,董,潘,袁,蔡,蒋,余,于,杜,叶,程,苏,魏,吕,丁,任,卢,姚,沈,钟,姜,崔,谭,陆,范,汪,廖,欧阳,司马,诸葛";

pub(crate) const SYLLABLES: &str = "ba,bel,ca,cor,da,den,el,fa,fin,ga,gor,ha,il,jo,ka,kel,la,len,lo,ma,mar,mi,na,nor,o,pa,per,qui,ra,ren,ri,\
    sa,sel,so,ta,tor,ul,va,ver,vi,wen,xan,ya,yor,za,zel";

/// Common characters, for names and for the mishearings of speech recognition.
pub(crate) const CHARACTERS: &str = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢病始达深完今提求清王化空业思切怎非找片罗钱语元喜曾离飞科言干流欢约各即指合反题必该论交终林请医晚制球决传画保读运及则房早院量苦火布品近坐产答星精视五连司巴奇管类未朋且婚台夜青北队久乎越观落尽形影红爸百令周吧识步希亚术留市半热送兴造谈容极随演收首根讲整式取照办强石古华拿计您装似足双妻尼转诉米称丽客南领节衣站黑刻统断福城故历惊脸选包紧争另建维绝树系伤示愿持千史谁准联妇纪基买志静阿诗独复痛消社算义竟确酒需单治卡幸兰念举仅钟怕共毛句息功官待究跟穿室易游程号居考突皮哪费倒价图具刚脑永歌响商礼细专黄块脚味灵改据般破引食仍存众注笔甚某沉血备习校默务土微娘须试怀料调广苏显赛查密议底列富梦错座参八除跑亮假印设线温虽掉京初养香停际致阳纸李纳验助激够严证帝饭忘趣支春集丈木研班普导顿睡展跳获艺六波察群皇段急庭创区奥器谢弟店否害草排背止组州朝封睛板角况曲馆育忙质河续哥呼若推境遇雨标姐充围案伦护冷警贝著雪索剧啊船险烟依斗值帮汉慢佛肯闻唱沙局伯族低玩资屋击速顾泪洲团圣旁堂兵七露园牛哭旅街劳型烈姑陈莫鱼异抱宝权鲁简态级票怪寻杀律胜份汽右洋范床舞秘午登楼贵吸责例追较职属渐左录丝牙党继托赶章智冲叶胡吉卖坚喝肉遗救修松临藏担戏善卫药悲敢靠伊村戴词森耳差短祖云规窗散迷油旧适乡架恩投弹铁博雷府压超负勒杂醒洗采毫嘴毕九冰既状乱景席珍童顶派素脱农疑练野按犯拍征坏骨余承置彩灯巨琴免环姆暗换技翻束增忍餐洛塞缺忆判欧层付阵玛批岛项狗休懂武革良恶恋委拥娜妙探呀营退摇弄桌熟诺宣银势奖宫忽套康供优课鸟喊降夏困刘罪亡鞋健模败伴守挥鲜财孤枪禁恐伙杰迹妹遍盖副坦牌江顺秋萨菜划授归浪凡预奶雄升碎编典袋莱含盛济蒙棋端腿招释介烧误";

#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn chinese() -> Language {
    Language {
        nouns: TOPICS.iter().map(|topic| commas(topic.chinese)).collect(),
        chinese: true,
        words: HashMap::from([
            ("w", "底层逻辑,边界条件,时间成本,反馈回路,真实需求,历史惯性,信息差,试错空间,长期主义,评价标准,利益分配,执行细节,\
                 心理预期,样本偏差,路径依赖,机会窗口,沟通方式,制度安排,技术门槛,日常实践,关键变量,替代方案,隐性代价,共同语言,\
                 风险敞口,迁移能力,注意力,可验证性,公共讨论,个人经验,组织结构,数据质量,行业共识,外部环境,基本常识,第一步,\
                 复杂度,规模效应,信任基础,退出机制"),
            ("v", "重塑,放大,削弱,取代,解释,验证,拖慢,加速,掩盖,暴露,支撑,限制,催生,分散,抵消,连接,简化,挑战,延续,改写,唤醒,稀释,锁定,校正"),
            ("a", "缓慢而确定的,被低估的,被神化的,可以复用的,难以量化的,反直觉的,相对稳定的,过于乐观的,代价高昂的,容易忽略的,\
                 因人而异的,自相矛盾的,值得警惕的,朴素的,成体系的,碎片化的,行之有效的,尚无定论的"),
            ("c", "现状与背景,问题的根源,常见的误区,关键的转折,具体的做法,不同的声音,代价与取舍,一个真实案例,数据说明了什么,\
                 未来的可能,给普通人的建议,被忽略的一面,方法的边界,争论的焦点"),
            ("q", "究竟改变了什么,为什么总是被误解,还值得相信吗,普通人怎么看懂,走到了哪一步,最难的是哪一关,代价由谁承担,正在悄悄变化"),
            ("l", "核心主张,直接原因,深层原因,典型表现,反面例子,衡量方法,适用范围,操作步骤,潜在风险,长期影响,证据来源,受益者,受损者,替代路径"),
            ("f", "这个时候,说实话,你会发现,我自己的体会是,很多人不知道,换句话说,举个例子,其实呢,回过头来看,坦白讲,有意思的是,后来我才明白"),
            ("x", "研究所,大学,科技,实验室,基金会,出版社,医院,工作室,俱乐部,博物馆"),
            ("h", "漫谈,夜话,笔记,观察,茶馆,讲堂,手记,频道,研究室,放映厅"),
        ].map(|(gap, list)| (gap, commas(list)))),
        titles: lines(
            "{n}{q}？{p}谈{w}
从{n}到{n}：{k}分钟讲清楚{w}
【{h}】{p}：我用{k}天研究{n}，结论很意外
{n}的{a}一面，以及它和{o}的关系
为什么说{n}正在{v}{n}？{p}的{k}个判断
一次关于{n}的长谈：{w}、{w}与{o}
别再误解{n}了！{a}真相只有{k}%的人知道
{k}年亲历者口述：{n}如何{v}{w}",
        ),
        authors: lines(
            "{p}
{p}{h}
{g}
{n}{h}",
        ),
        courtesies: lines(
            "好的，以下是对这段内容的梳理与总结。
好的，我已阅读您提供的文字稿，下面是整理后的要点。
当然可以，这是根据视频文稿整理出的结构化笔记。
好的，没有问题。下面按主题为您归纳全文。
明白了，以下是这期节目的内容摘要与分析。",
        ),
        headings: ["内容提要", "一句话结论", "叙述脉络", "概念之间的关系"],
        points: lines(
            "{n}：{c}
{c}：从{n}说起
{n}与{n}：{c}
{w}：{c}",
        ),
        claims: lines(
            "{p}认为，{n}之所以{v}{w}，是因为**“{w}（{n}）”**被长期忽视。
在{g}的一项调查里，约{k}%的受访者把{n}看作**{a}{w}**，而不是{o}。
从**“{n}”**和**“{o}”**两个角度看，{w}都在{v}{w}。
{n}往往是{a}，它先{v}{n}，再反过来影响**{w}**。
若只盯着{n}，就会错过**{w}**；真正{a}部分在于{n}。
过去{k}年，{n}从{w}变成了{w}，代价是**{n}**（以及{o}）。
判断{n}好坏的办法很简单：看它能否{v}{w}。
{g}的经验表明，**{n}：{w}**比{n}更能{v}结果。
把{n}等同于{n}是**《{a}误会》**，两者的{w}并不相同。
他用{k}个月记录{n}，发现**{w}**几乎没有变化。",
        ),
        frames: lines(
            "**起点**：用{n}的一个小故事引出{w}。
**展开**：依次讨论{n}、{n}与{o}，并比较三者的{w}。
**转折**：承认{n}有{a}一面，说明**“{w}”**为何重要。
**落点**：回到{w}，给出{k}条可以马上尝试的建议。",
        ),
        groups: lines(
            "{c}
{n}：{c}
{c} ({n})",
        ),
        labels: lines(
            "{n}
{n}的{w}
{a}{w}
{v}{w}<br>(以及{n})
'{n}'与{o}",
        ),
        edges: lines(
            "导致
取决于
{v}
源于
对照
约{k}%",
        ),
        spoken: lines(
            "{f}{n}这个东西它就是{a}
我们先来看{n}然后再讲{n}
{p}老师之前也说过{n}会{v}{w}
大概有{k}个人跟我讲他们不懂{n}
所以{n}和{o}是两回事
那这个{w}呢你得慢慢体会
{f}没有{w}的话{n}是做不下去的
当时{g}给我打了一个电话说要做{n}
我看了{k}篇关于{n}的文章
最后发现还是{w}的问题
你要说它{v}了{n}吧也不完全是
{n}做到后面你就会碰到{w}
然后呢我就开始研究{n}
这里面有一个{a}地方
反正就是{n}跟{n}要放在一起看
{f}很多时候不是{w}不够
我们讲{n}的时候其实讲的是{w}
对吧大家都想要{w}
这个{k}%是怎么来的呢
如果你家里也有人在做{n}的话可以听一听",
        ),
        failures: lines(
            "处理失败：没有取得字幕，请求{k}秒后超时。
处理失败：视频已被作者删除或设为不可见。
处理失败：音频过短，无法识别出有效内容。",
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn english() -> Language {
    Language {
        nouns: TOPICS.iter().map(|topic| commas(topic.english)).collect(),
        chinese: false,
        words: HashMap::from([
            ("w", "hidden costs,feedback loops,boundary conditions,everyday practice,measurement error,path dependence,public trust,\
                 institutional history,sample bias,first draft,long-term incentives,attention,local knowledge,legibility,\
                 coordination,scale effects,exit options,data quality,baseline,informal rules,plain habits,slow variable,\
                 shared language,risk appetite,maintenance,timing,craft,control group"),
            ("v", "reshapes,amplifies,weakens,replaces,explains,slows down,speeds up,hides,exposes,supports,limits,dilutes,links,simplifies,challenges,outlives,corrects,anchors"),
            ("a", "underrated,overhyped,fragile,counter-intuitive,stubborn,reusable,expensive,easily missed,self-defeating,robust,modest,contested,incremental,well-documented"),
            ("c", "Background,Root causes,Common mistakes,The turning point,What was done,Dissenting voices,Trade-offs,A worked case,What the numbers say,Open questions,Practical advice,Limits of the method"),
            ("l", "Main claim,Direct cause,Deeper cause,Typical sign,Counterexample,Measure,Scope,Next step,Risk,Long-run effect,Evidence,Who gains,Who loses"),
            ("f", "so,you know,honestly,and the funny thing is,what I mean is,looking back,for example,to be fair,anyway,the way I see it"),
            ("x", "Institute,University,Labs,Foundation,Press,Clinic,Collective,Museum"),
            ("h", "Notes,Hour,Dispatch,Workshop,Review,Sessions,Almanac"),
        ].map(|(gap, list)| (gap, commas(list)))),
        titles: lines(
            "Why {n} {v} {w}: {p} in conversation
{k} lessons about {n} and {w}
The {a} truth about {n}
From {n} to {n}: a field guide
What {g} learned from {k} years of {n}
Does {n} still matter? {w} and {o} compared
{p} on {n}, {n} and the {a} middle",
        ),
        authors: lines(
            "{p}
The {p} {h}
{g}",
        ),
        courtesies: lines(
            "Certainly! Here is a structured summary of the text you provided.
Sure, below is an outline of the talk with its main arguments.
Here is a summary and analysis of the transcript.
Of course. I have organised the content by theme.",
        ),
        headings: ["Outline", "Key takeaway", "How the argument unfolds", "How the ideas relate"],
        points: lines(
            "{c}: {n}
{n} and {n}
{c}",
        ),
        claims: lines(
            "{p} argues that {n} {v} {w} because **\"{n}\"** is read too literally.
In a survey by {g}, about {k}% described {n} as **{a}**, not as {o}.
Seen from **{n}**, {w} matter more than {o} ever did.
Over {k} years, {n} moved from {w} to **{w}**.
The simplest test of {n}: does it change {w}?
Treating {n} as {n} is a *category error*; their **{w}** differ.
{g} kept notes for {k} months and found that **{w}** hardly moved.
Without {w}, {n} stays {a} (and {n} pays the price).",
        ),
        frames: lines(
            "**Opening**: a small story about {n} introduces {w}.
**Development**: {n}, {n} and {o} are compared by their {w}.
**Turn**: the speaker grants that {n} is {a}.
**Close**: back to {w}, with {k} things to try.",
        ),
        groups: lines(
            "{c}
{c}: {n}
{c} ({n})",
        ),
        labels: lines(
            "{n}
{n} and {w}
{a} {w}
{w}<br>(and {n})
'{n}' versus {o}",
        ),
        edges: lines(
            "leads to
depends on
{v}
because of
in contrast to
about {k}%",
        ),
        spoken: lines(
            "{f} {n} is kind of {a}
we start with {n} and then we get to {n}
{p} said once that {n} {v} {w}
maybe {k} people told me they don't get {n}
so {n} and {o} are two different things
{f} without {w} you can't really do {n}
I got a call from {g} about {n}
I read something like {k} papers on {n}
and in the end it comes down to {w}
you could say it {v} {n} but not quite
that's when I started to look into {n}
there is this {a} part that nobody talks about
{f} it's rarely about {w}
when we talk about {n} we really talk about {w}
where does the {k} percent come from",
        ),
        failures: lines(
            "Processing failed: no captions were available and the request timed out after {k} seconds.
Processing failed: the video is private or has been removed.
Processing failed: the audio is too short to recognise any speech.",
        ),
    }
}
