//! Which messages are sent: as many of the newest as the window holds.

use ponder_model::{Message, MessageRole};

/// Bytes that one token stands for, at the least that is usual: code and CJK text take about 3 bytes a token, English
/// more. An estimate on the safe side; the engine counts exactly and refuses what is too long.
const BYTES_PER_TOKEN: usize = 3;

/// Tokens that a template adds around each message.
const TOKENS_PER_MESSAGE: usize = 8;

/// The messages to send, `instructions` first, and how many of the oldest were left out.
///
/// The newest message is always sent. What is sent begins with a user's message: an answer without its question misleads.
pub(crate) fn fit(instructions: Message, messages: Vec<Message>, room: u32) -> (Vec<Message>, usize) {
    let mut left = (room as usize).saturating_sub(tokens(&instructions));
    let total = messages.len();
    let mut kept = 0;
    for message in messages.iter().rev() {
        let needed = tokens(message);
        if kept > 0 && needed > left {
            break;
        }
        left = left.saturating_sub(needed);
        kept += 1;
    }
    while kept > 1 && messages[total - kept].role == MessageRole::Assistant {
        kept -= 1;
    }
    let mut sent = Vec::with_capacity(kept + 1);
    sent.push(instructions);
    sent.extend(messages.into_iter().skip(total - kept));
    (sent, total - kept)
}

fn tokens(message: &Message) -> usize {
    message.content.len() / BYTES_PER_TOKEN + TOKENS_PER_MESSAGE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> Vec<Message> {
        vec![
            Message::user("a".repeat(300)),
            Message::assistant("b".repeat(300)),
            Message::user("c".repeat(300)),
            Message::assistant("d".repeat(300)),
            Message::user("e".repeat(300)),
        ]
    }

    #[test]
    fn what_fits_is_sent_whole() {
        let (sent, left_out) = fit(Message::system("s"), history(), 4096);
        assert_eq!((sent.len(), left_out), (6, 0));
    }

    #[test]
    fn the_oldest_are_left_out_and_no_answer_stands_without_its_question() {
        let (sent, left_out) = fit(Message::system("s"), history(), 460);
        assert_eq!(left_out, 2);
        assert_eq!(sent[0], Message::system("s"));
        assert_eq!(sent[1].role, MessageRole::User);
        assert!(sent[1].content.starts_with('c'));
        let (sent, left_out) = fit(Message::system("s"), history(), 250);
        assert_eq!((sent.len(), left_out), (2, 4));
    }

    #[test]
    fn the_question_is_sent_even_if_nothing_fits() {
        let (sent, left_out) = fit(Message::system("s"), history(), 1);
        assert_eq!((sent.len(), left_out), (2, 4));
        assert!(sent[1].content.starts_with('e'));
    }
}
