//! The ways to fail.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How far an answer gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Not a byte of it.
    BeforeHead,
    /// The status and headers, and a first chunk without text where the dialect has one.
    BeforeFirstToken,
    /// One piece of text, reasoning or content.
    AfterFirstToken,
    /// All reasoning and one piece of content.
    AfterFirstContent,
}

/// A way to fail. For program use it is JSON in snake case: `"no_done"`, `{"status":503}`, `{"cut":"before_head"}`,
/// `{"keep_alive":{"count":3,"every":100}}`; times are milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// This status, with the body that the provider gives it.
    Status(u16),
    /// 400 with a body that names this parameter as unsupported.
    Parameter(String),
    /// 429 with a `Retry-After` of so many seconds.
    RetryAfterSeconds(u64),
    /// 429 with a `Retry-After` that is a date so many seconds from now.
    RetryAfterDate(u64),
    /// 429 that no waiting will mend: `insufficient_quota`.
    InsufficientQuota,
    /// 422 with bare text for a body.
    BareText,
    /// 400 with JSON that is declared `application/octet-stream`.
    OctetStream,
    /// This status with a page of HTML, as proxies send.
    Html(u16),
    /// This status without a body.
    Empty(u16),
    /// 200 with an error as JSON where an answer was due.
    ErrorBody,
    /// 307 to this URL.
    Redirect(String),
    /// Comments before the first event, or blank lines before the JSON of an answer that is not streamed.
    KeepAlive {
        /// How many.
        count: usize,
        /// The time before each, in milliseconds.
        #[serde(with = "milliseconds")]
        every: Duration,
    },
    /// Nothing more after this place; the connection stays open.
    Silence(Place),
    /// A good answer that stops at this place and goes on once [`StandIn::release`](super::StandIn::release) is called.
    Held(Place),
    /// The connection is reset at this place.
    Cut(Place),
    /// The connection is closed at this place, in the middle of the HTTP message.
    Close(Place),
    /// The HTTP message ends at this place as if it were whole: what a proxy makes of an upstream that was cut.
    End(Place),
    /// Everything but the last `[DONE]`.
    NoDone,
    /// `[DONE]` after the first piece of text, without a finish reason.
    DoneAfterCut,
    /// An error where the first event is due.
    ErrorEvent,
    /// An error after the first piece of text.
    ErrorInStream,
    /// A whole answer in which every `choices` is empty.
    EmptyChoices,
    /// A whole answer in which every content is null.
    NullContent,
    /// A good answer between chunks without meaning: empty or missing `choices`, null content, an empty finish reason,
    /// unknown fields and event names.
    Noise,
    /// A good answer, each byte by itself.
    ByteByByte,
    /// A good answer, cut within every character that has several bytes.
    HalfCharacters,
    /// A good answer with lines ended by CR LF, cut between the two.
    CrLf,
    /// A good answer with lines ended by CR.
    LoneCr,
    /// A good answer after a byte order mark.
    ByteOrderMark,
    /// A good answer after a byte order mark in three parts.
    SplitByteOrderMark,
    /// A good answer, `data:` without the space after it.
    NoSpace,
    /// An answer whose text is one event of 4 MiB.
    HugeEvent,
    /// Reasoning in the content that is never closed, ended by the token limit.
    UnclosedThink,
    /// Reasoning in the content without its opening tag.
    MissingOpeningThink,
    /// A good answer with this time, in milliseconds, before each event.
    Drip(#[serde(with = "milliseconds")] Duration),
}

/// The size of [`Fault::HugeEvent`].
pub(super) const HUGE: usize = 4 << 20;

mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

/// What is ordered to fail.
#[derive(Debug, Default)]
pub(super) struct Faults {
    next: VecDeque<Fault>,
    always: Option<Fault>,
    everywhere: Option<Fault>,
}

impl Faults {
    pub(super) fn always(&mut self, fault: Fault) {
        self.always = Some(fault);
    }

    pub(super) fn next(&mut self, count: usize, fault: Fault) {
        self.next.extend(std::iter::repeat_n(fault, count));
    }

    pub(super) fn everywhere(&mut self, fault: Fault) {
        self.everywhere = Some(fault);
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The fault for a request for an answer.
    pub(super) fn take(&mut self) -> Option<Fault> {
        self.next
            .pop_front()
            .or_else(|| self.always.clone())
            .or_else(|| self.everywhere.clone())
    }

    /// The fault for any other request.
    pub(super) fn for_documents(&self) -> Option<Fault> {
        self.everywhere.clone()
    }
}
