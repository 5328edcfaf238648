//! The messages of a chat, as a dialect wants them.

use serde_json::{Value, json};

use crate::{Instructions, Message, MessageRole};

/// `chat` with its instructions where the model takes them.
///
/// All instructions go first, whatever stood between them: many chat templates refuse a system message elsewhere. Two
/// messages of one role in a row become one, and an empty one is left out, since some endpoints refuse either. Content
/// is plain text: not every endpoint takes it in parts.
pub(super) fn messages(chat: &[Message], instructions: Instructions) -> Value {
    let said = |message: &&Message| !message.content.is_empty();
    let is_instruction = |message: &&Message| message.role == MessageRole::System;
    let instruction = chat
        .iter()
        .filter(said)
        .filter(is_instruction)
        .map(|message| message.content.as_str());
    let instruction = instruction.collect::<Vec<_>>().join("\n\n");
    let turns = chat
        .iter()
        .filter(said)
        .filter(|message| !is_instruction(message));
    let turns = turns.map(|message| (wire_role(message.role), message.content.as_str()));

    let role = match instructions {
        Instructions::System => "system",
        Instructions::Developer => "developer",
        Instructions::UserTurn => return json!(in_the_users_turn(&instruction, merged(turns))),
    };
    let first = (!instruction.is_empty()).then_some((role, instruction.as_str()));
    json!(merged(first.into_iter().chain(turns)))
}

fn wire_role(role: MessageRole) -> &'static str {
    match role {
        MessageRole::System => "system",
        MessageRole::User => "user",
        MessageRole::Assistant => "assistant",
    }
}

/// Turns with no two of one role in a row.
fn merged<'a>(turns: impl Iterator<Item = (&'static str, &'a str)>) -> Vec<Value> {
    let mut merged: Vec<(&str, String)> = Vec::new();
    for (role, content) in turns {
        match merged.last_mut() {
            Some((last, text)) if *last == role => {
                text.push_str("\n\n");
                text.push_str(content);
            }
            _ => merged.push((role, content.to_owned())),
        }
    }
    merged
        .into_iter()
        .map(|(role, content)| json!({ "role": role, "content": content }))
        .collect()
}

fn in_the_users_turn(instruction: &str, mut turns: Vec<Value>) -> Vec<Value> {
    if instruction.is_empty() {
        return turns;
    }
    match turns.iter_mut().find(|turn| turn["role"] == "user") {
        Some(turn) => {
            let content = turn["content"].as_str().unwrap_or_default();
            turn["content"] = json!(format!("{instruction}\n\n{content}"));
        }
        None => turns.insert(0, json!({ "role": "user", "content": instruction })),
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat() -> Vec<Message> {
        vec![
            Message::system("Be brief."),
            Message::user("Hello"),
            Message::user("there"),
            Message::assistant(""),
            Message::system("Answer in French."),
            Message::assistant("Bonjour"),
            Message::user("Why?"),
        ]
    }

    #[test]
    fn instructions_go_first_under_the_role_that_is_taken() {
        for (instructions, role) in [
            (Instructions::System, "system"),
            (Instructions::Developer, "developer"),
        ] {
            assert_eq!(
                messages(&chat(), instructions),
                json!([
                    { "role": role, "content": "Be brief.\n\nAnswer in French." },
                    { "role": "user", "content": "Hello\n\nthere" },
                    { "role": "assistant", "content": "Bonjour" },
                    { "role": "user", "content": "Why?" },
                ])
            );
        }
    }

    #[test]
    fn instructions_go_in_front_of_the_first_user_message_where_no_system_prompt_is_taken() {
        assert_eq!(
            messages(&chat(), Instructions::UserTurn),
            json!([
                { "role": "user", "content": "Be brief.\n\nAnswer in French.\n\nHello\n\nthere" },
                { "role": "assistant", "content": "Bonjour" },
                { "role": "user", "content": "Why?" },
            ])
        );
        assert_eq!(
            messages(&[Message::system("Say something.")], Instructions::UserTurn),
            json!([{ "role": "user", "content": "Say something." }])
        );
    }
}
