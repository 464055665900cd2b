//! Authentication mechanisms, such as password or e-mail code, and their JSON inside a challenge.

use serde_json::{Map, Value, json};

use crate::config::account::Account;
use crate::random;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Factor {
    Password,
    Email,
    Sms,
    Phone,
    Push,
    Oath,
    Questions,
}

impl Factor {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name.trim().to_lowercase().as_str() {
            "password" => Self::Password,
            "email" => Self::Email,
            "sms" => Self::Sms,
            "phone" => Self::Phone,
            "push" => Self::Push,
            "oath" => Self::Oath,
            "questions" => Self::Questions,
            _ => return None,
        })
    }

    /// Name, answer type, both prompts.
    fn api_texts(self) -> [&'static str; 4] {
        match self {
            Self::Password => ["UP", "Text", "Enter Password", "Password"],
            Self::Email => [
                "EMAIL",
                "StartTextOob",
                "Email sent to xxxx@acme.test. Click the link or manually enter the code to authenticate.",
                "Email... @acme.test",
            ],
            Self::Sms => [
                "SMS",
                "StartTextOob",
                "SMS sent to XXX-0123. Click the link or manually enter the code to authenticate.",
                "SMS... XXX-0123",
            ],
            Self::Phone => [
                "PF",
                "StartOob",
                "We will now attempt to call your phone (0123). Please follow the instructions to proceed with authentication.",
                "Phone Call... XXX-0123",
            ],
            Self::Push => [
                "OTP",
                "StartTextOob",
                "Sent notification to your mobile device. Approve it or enter the code to authenticate.",
                "Mobile Authenticator",
            ],
            Self::Oath => ["OATH", "Text", "Enter your OATH verification code", "OATH OTP Client"],
            Self::Questions => ["SQ", "Text", "Answer your security questions", "Security Question(s)"],
        }
    }

    /// Proven outside this conversation: by a link, a call or a tap.
    pub(crate) fn is_out_of_band(self) -> bool {
        matches!(self, Self::Email | Self::Sms | Self::Phone | Self::Push)
    }
}

#[derive(Clone)]
pub(crate) struct Mechanism {
    pub(crate) id: String,
    pub(crate) factor: Factor,
    /// Question texts and the ids of their answers.
    questions: Vec<(String, String)>,
}

impl Mechanism {
    pub(crate) fn new(factor: Factor, account: Option<&Account>) -> Self {
        let questions = account.filter(|_| factor == Factor::Questions).map(|account| account.questions.keys());
        let questions = questions.into_iter().flatten().map(|text| (random::guid_from(text), text.clone())).collect();
        Self { id: format!("{}1", random::token()), factor, questions }
    }

    pub(crate) fn to_json(&self) -> Value {
        let [name, answer_type, chosen, select] = self.factor.api_texts();
        let mut members = Map::new();
        let mut put = |key: &str, value: Value| {
            members.insert(key.to_owned(), value);
        };
        put("AnswerType", json!(answer_type));
        put("Name", json!(name));
        put("PromptMechChosen", json!(chosen));
        put("PromptSelectMech", json!(select));
        put("MechanismId", json!(self.id));
        put("Enrolled", json!(true));
        match self.factor {
            Factor::Email => {
                put("MaskedEmailAddress", json!("***@acme.test"));
                put("PartialAddress", json!("acme.test"));
            }
            Factor::Sms | Factor::Phone => put("PartialPhoneNumber", json!("0123")),
            Factor::Push => put("PartialDeviceAddress", json!("Phone")),
            Factor::Questions => {
                if let [(_, question)] = self.questions.as_slice() {
                    put("Question", json!(question));
                    put("PromptMechChosen", json!(format!("Answer security question '{question}':")));
                } else {
                    let parts: Vec<Value> = self.questions.iter().map(question_json).collect();
                    put(
                        "MultipartMechanism",
                        json!({ "PromptSelectMech": "Security Questions", "MechanismParts": parts }),
                    );
                }
            }
            Factor::Password | Factor::Oath => {}
        }
        Value::Object(members)
    }

    pub(crate) fn accepts(&self, answer: &Value, account: &Account) -> bool {
        let text = match answer {
            Value::String(text) => text.as_str(),
            _ => "",
        };
        match self.factor {
            Factor::Password => text == account.password,
            Factor::Email | Factor::Sms | Factor::Push | Factor::Oath => text.trim() == account.code,
            Factor::Phone => false,
            Factor::Questions => {
                !self.questions.is_empty()
                    && self.questions.iter().all(|(id, question)| {
                        let entered =
                            answer.as_object().map_or(Some(text), |answers| answers.get(id).and_then(Value::as_str));
                        entered.is_some_and(|entered| equals_ignoring_case(entered, account.questions.get(question)))
                    })
            }
        }
    }
}

fn equals_ignoring_case(entered: &str, expected: Option<&String>) -> bool {
    expected.is_some_and(|expected| expected.trim().to_lowercase() == entered.trim().to_lowercase())
}

fn question_json((id, text): &(String, String)) -> Value {
    json!({ "Uuid": id, "QuestionText": text, "PromptMechChosen": format!("Answer security question '{text}':") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_questions_form_one_multipart_mechanism() {
        let mut account = Account::new("q@acme.test", "");
        account.questions = [("A".to_owned(), "1".to_owned()), ("B".to_owned(), "2".to_owned())].into();
        let mechanism = Mechanism::new(Factor::Questions, Some(&account));
        let parts = &mechanism.to_json()["MultipartMechanism"]["MechanismParts"];
        let id = |n: usize| parts[n]["Uuid"].as_str().expect("id").to_owned();
        assert!(mechanism.accepts(&json!({ id(0): "1", id(1): " 2 " }), &account));
        assert!(!mechanism.accepts(&json!({ id(0): "1" }), &account));
        assert!(!mechanism.accepts(&json!("1"), &account));
    }
}
