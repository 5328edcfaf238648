//! Words that tell what a text is about, for the reason in words and for what hashed n-grams see too seldom.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    Language,
    Tool,
    Code,
    Mathematics,
    Logic,
    Writing,
    Translation,
    Rewriting,
}

const TOPICS: [(Topic, &str); 8] = [
    (
        Topic::Language,
        "ada applescript awk bash clojure cobol cpp css cuda ecmascript elixir erlang fortran glsl golang \
         graphql groovy haskell html java javascript js kotlin latex lisp lua matlab mysql nodejs objective \
         ocaml perl php plsql postgresql powershell prolog pseudocode python ruby rustlang sass scala scss \
         solidity sql sqlite tsql typescript vba verilog vhdl wasm xml xpath xslt yaml zsh",
    ),
    (
        Topic::Tool,
        "ajax android angular ansible apache arduino asyncio aws beautifulsoup boost bootstrap cargo celery \
         chmod clang cmake cron crontab csv curl dataframe django docker dockerfile eclipse elasticsearch \
         ffmpeg firebase flask flutter gcc git github gitlab gradle grep grpc hadoop hibernate html5 jenkins \
         jest jquery json junit jvm jwt kafka keras kernel kubectl kubernetes laravel linux llvm localhost \
         makefile matplotlib maven mongodb nginx npm numpy oauth opencv opengl pandas pip postgres protobuf \
         pygame pytest pytorch rails react redis regex regexp scikit scipy sed selenium sklearn spark ssh \
         stdin stdout struct svelte svg tensorflow tkinter tokio ubuntu unix vim vscode vue webpack \
         websocket xcode",
    ),
    (
        Topic::Code,
        "algorithm algorithms api apis array arraylist arrays async backend binary bool boolean breakpoint \
         bug bugs bytes callback checksum cli code codebase coding compile compiler concurrency config \
         constructor database deadlock debug debugging decode deserialize directory encode endpoint enum \
         exception executable file filename float foreach frontend function functions goto gui hash hashmap \
         heap http https ide implement implementation inheritance input instance int integer integers \
         interface iterate iterator lambda lib library linker loop loops malloc metadata method methods \
         middleware multithreading mutex namespace null nullptr object oop opcode output overflow parse \
         parser parsing pipeline pixel plugin pointer pointers polymorphism printf program programming \
         queries query queue recursion recursive refactor repository runtime schema script scripts semaphore \
         serialize server snippet socket stack stacktrace stderr string strings stub subprocess substring \
         syntax tcp template terminal thread threads timestamp token tuple udp unicode unittest url username \
         variable variables vector webpage website whitespace",
    ),
    (
        Topic::Mathematics,
        "addition algebra algebraic antiderivative arithmetic asymptote average binomial calculate calculus \
         circumference coefficient compute congruent cosine cube cubic decimal denominator derivative \
         determinant diameter differentiate divided divisible divisor eigenvalue eigenvalues equation \
         equations exponent factorial factorize fibonacci formula fraction fractions gcd geometry hypotenuse \
         inequality integral integrate lcm limit linear logarithm math mathematical mathematics matrix mean \
         median modulo multiple multiplication multiplied multiply numerator parabola parallelogram percent \
         percentage perimeter permutation polynomial prime primes probability quadratic quotient radius \
         ratio rectangle remainder simplify sine solve square squared subtract sum tangent theorem triangle \
         trigonometric variance volume",
    ),
    (
        Topic::Logic,
        "axiom conclude conclusion contradiction contrapositive deduce deduction deductive disprove fallacy \
         implies induction inductive knave knaves logic logical logically premise premises proof \
         propositional prove puzzle riddle sudoku syllogism truthteller",
    ),
    (
        Topic::Writing,
        "advertisement announcement article bio biography blog caption dialogue email essay fable fairy \
         greeting haiku headline invitation itinerary joke jokes letter limerick lyrics memo menu monologue \
         newsletter novel paragraph poem poems poetry recipe resume review roleplay slogan song sonnet \
         speech story tagline toast tweet",
    ),
    (Topic::Translation, "translate translation"),
    (
        Topic::Rewriting,
        "condense edit grammar grammatical paraphrase polish proofread rephrase reword rewrite shorten \
         summarise summarize summary",
    ),
];

/// Languages as their users write them.
const LANGUAGES: &str = "bash=Bash clojure=Clojure cpp=C++ css=CSS elixir=Elixir erlang=Erlang fortran=Fortran golang=Go \
    haskell=Haskell html=HTML java=Java javascript=JavaScript js=JavaScript kotlin=Kotlin lua=Lua \
    matlab=MATLAB mysql=MySQL ocaml=OCaml perl=Perl php=PHP powershell=PowerShell python=Python \
    ruby=Ruby scala=Scala sql=SQL typescript=TypeScript verilog=Verilog xml=XML yaml=YAML zsh=Zsh";

const SOURCE_EXTENSIONS: &str = "bat c cc cfg cpp cs css csv dll exe go gz h hpp html ini ipynb java js json jsx kt lua md php py rb \
    rs sh sql toml ts tsx xml yaml yml";

/// Phrases that are looked for in a text; those of Latin letters in its lower case.
pub(super) struct Phrases(LazyLock<Vec<&'static str>>);

impl Phrases {
    /// Whether one of them stands in the text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|phrase| text.contains(phrase))
    }

    /// How many of them stand in the text.
    pub(super) fn count_in(&self, text: &str) -> usize {
        self.0.iter().filter(|phrase| text.contains(**phrase)).count()
    }
}

/// Phrases with `|` between them.
macro_rules! phrases {
    ($phrases:literal) => {
        Phrases(LazyLock::new(|| $phrases.split('|').collect()))
    };
}

pub(super) static CODE_PHRASES: Phrases = phrases!(
    "代码|编程|函数|算法|程序|脚本|正则|数据库|变量|循环|数组|链表|字符串|编译|报错|接口|数据结构|二叉树|\
     递归|指针|线程|进程|调试|源码|命令行|异常|列表|字典|爬虫|前端|后端|服务器|框架|面向对象|多态|继承|\
     查询语句|排序|哈希|堆栈|队列|内存|并发|操作系统|单元测试|重构"
);

pub(super) static MATH_PHRASES: Phrases = phrases!(
    "计算|方程|概率|平均|面积|体积|周长|数学|函数f|导数|积分|极限|几何|三角形|正方形|长方形|平行四边形|\
     圆柱|圆锥|半径|直径|分之|百分|%|倍|公倍数|公约数|因数|质数|素数|矩阵|向量|求解|余数|整除|千克|千米|\
     厘米|平方|立方|数列|解集|不等式|比例"
);

pub(super) static LOGIC_PHRASES: Phrases =
    phrases!("证明|推理|逻辑|推断|推出|前提|结论|假话|真话|谜题|数独|命题|悖论|充分条件");

pub(super) static QUANTITY_PHRASES: Phrases = phrases!(
    "多少|几个|几分|几天|几小时|几只|几人|几元|几千米|几米|几本|几棵|几次|几页|几倍|几颗|几套|几升|几岁|\
     几块|几辆|几张|几箱|几支|几名|几条|几公里|几千克|几件|几位|多长时间|还剩|一共|总共"
);

pub(super) static ENGLISH_QUANTITY_PHRASES: Phrases = phrases!(
    "how many|how much|how far|how fast|how long|how old|in total|total cost|total amount|total number|\
     the total|in all?|altogether|average speed|what percent|each cost"
);

pub(super) static WRITING_PHRASES: Phrases = phrases!(
    "写一首|写一篇|写一封|写一段|写一个故事|故事|诗|作文|邮件|书信|文案|口号|标语|演讲|小说|散文|对话|\
     广告|歌词|剧本|文章|推荐信|日记|祝福|申请书|通知|菜谱|食谱|旅行|评论|简历|新闻|笑话|宣传"
);

pub(super) static REWRITING_PHRASES: Phrases =
    phrases!("改写|重写|润色|总结|概括|摘要|缩写|扩写|同义|语法|修改以下句子|通顺|语气|简化");

pub(super) static ERROR_PHRASES: Phrases = phrases!(
    "traceback|stack trace|segmentation fault|segfault|exception in|error:|nullpointer|\
     undefined reference|syntaxerror|typeerror|valueerror|keyerror|panicked at|core dumped|\
     cannot find symbol|is not defined|exit code|compile error|error code|err_"
);

pub(super) static TRANSLATION_PHRASES: Phrases = phrases!("翻译|译成|译为");

pub(super) static LATEX: Phrases = phrases!("\\frac|\\int|\\sqrt|\\sum");

pub(super) static MARKUP: Phrases = phrases!("</|/>|<div|<html|<td|<li|<a |<p>|<img");

static CODE_OPENINGS: Phrases = phrases!(
    "def |class |import |from |#include|public |private |function |const |let |var |fn |func |return |\
     for (|if (|while (|print(|SELECT |INSERT INTO|UPDATE |CREATE TABLE|using namespace|int main|$ |>>> |\
     #!/|console.log|System.out|elif "
);

/// What people say without asking for anything. So few letters weigh too little in a model of n-grams.
static GREETINGS: Phrases = phrases!(
    "hello|hi|hey|hi there|hello there|good morning|good evening|good night|good afternoon|how are you|\
     how are you today|what's up|thanks|thank you|thank you very much|ok|okay|yes|no|bye|goodbye|你好|\
     您好|你好呀|你好啊|嗨|早上好|早安|晚上好|晚安|下午好|谢谢|谢谢你|再见|在吗|好的|是的|哈哈"
);

static TOPIC_OF_WORD: LazyLock<HashMap<&str, Vec<Topic>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<Topic>> = HashMap::new();
    for (topic, list) in TOPICS {
        for word in list.split(' ') {
            words.entry(word).or_default().push(topic);
        }
    }
    words
});

/// What a word, in lower case, is of.
pub(super) fn topics(word: &str) -> &'static [Topic] {
    TOPIC_OF_WORD.get(word).map_or(&[], Vec::as_slice)
}

/// The language that this word names, in any case, as its users write it.
pub(super) fn language(word: &str) -> Option<&'static str> {
    let names = LANGUAGES.split(' ').filter_map(|pair| pair.split_once('='));
    names
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
        .map(|(_, shown)| shown)
}

/// Whether source files end in a dot and this.
pub(super) fn is_source_extension(word: &str) -> bool {
    SOURCE_EXTENSIONS.split(' ').any(|extension| extension == word)
}

/// Whether the text is nothing but a greeting, thanks, or a word of assent.
pub(super) fn is_greeting(text: &str) -> bool {
    let bare = text.trim_matches(|character: char| !character.is_alphanumeric());
    GREETINGS
        .0
        .iter()
        .any(|greeting| greeting.eq_ignore_ascii_case(bare))
}

/// Whether a line opens as a statement of a widespread language does.
pub(super) fn opens_code(line: &str) -> bool {
    CODE_OPENINGS.0.iter().any(|opening| line.starts_with(opening))
        && line.contains(['(', '=', ';', '{', '<', '*', '#', '$', '.', ':'])
}

pub(super) fn is_operator(symbols: &str) -> bool {
    matches!(
        symbols,
        "==" | "!="
            | "==="
            | "!=="
            | "+="
            | "-="
            | "->"
            | "=>"
            | "::"
            | "&&"
            | "||"
            | "<<"
            | ">>"
            | ":="
            | "++"
            | "/*"
            | "*/"
            | "<="
            | ">="
            | "//"
    )
}

pub(super) fn is_math_sign(character: char) -> bool {
    matches!(
        character,
        '\u{2200}'..='\u{22FF}' | '×' | '÷' | 'π' | '²' | '³' | '°' | '±'
    )
}
