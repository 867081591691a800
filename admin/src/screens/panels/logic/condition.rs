//! A condition as people edit it: groups of tests. What cannot be shown so is kept as it is.
//!
//! Each part remembers the JSON it was read from and is written as that until it is changed: nothing is lost by
//! looking at it.

use serde_json::{Value, json};

/// One part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Several parts together.
    Group(Group),
    /// One question tested.
    Test(Test),
    /// An expression that is shown as JSON alone.
    Other(Value),
}

/// How the parts of a group go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// All of them hold.
    All,
    /// At least one does.
    Any,
    /// None does.
    None,
}

/// Parts that go together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) joint: Joint,
    pub(crate) nodes: Vec<Node>,
    pub(crate) written: Option<Value>,
}

/// What is asked of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Is,
    IsNot,
    OneOf,
    NoneOf,
    Less,
    AtMost,
    More,
    AtLeast,
    Between,
    Has,
    HasNot,
    HasAny,
    HasNone,
    Answered,
    Blank,
    /// True in JSON Logic's sense; only ever read.
    True,
    /// False in that sense; only ever read.
    False,
    CountIs,
    CountAtMost,
    CountAtLeast,
}

/// What an answer is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// Nothing.
    Nothing,
    /// A value, null while none was chosen.
    One(Value),
    /// Several values.
    Many(Vec<Value>),
    /// From one to another.
    Range(Value, Value),
    /// Another answer, by its path.
    Answer(String),
}

/// One question tested.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Test {
    /// The path of the variable.
    pub(crate) subject: String,
    pub(crate) op: Op,
    pub(crate) operand: Operand,
    /// Whether it also holds while the question has no answer.
    pub(crate) blank: bool,
    pub(crate) written: Option<Value>,
}

impl Op {
    /// Whether people take it to hold of a question without an answer.
    pub(crate) fn takes_blank(self) -> bool {
        use Op::{Blank, False, HasNone, HasNot, IsNot, NoneOf};
        matches!(self, Blank | False | HasNone | HasNot | IsNot | NoneOf)
    }

    /// Whether there is anything to say of a question without an answer.
    pub(crate) fn minds_blank(self) -> bool {
        use Op::{Answered, Blank, CountAtLeast, CountAtMost, CountIs, False, True};
        !matches!(
            self,
            Answered | Blank | True | False | CountIs | CountAtMost | CountAtLeast
        )
    }

    /// What holds where this does not.
    pub(crate) fn opposite(self) -> Option<Self> {
        use Op::{
            Answered, AtLeast, AtMost, Blank, False, Has, HasAny, HasNone, HasNot, Is, IsNot, Less,
            More, NoneOf, OneOf, True,
        };
        Some(match self {
            Is => IsNot,
            IsNot => Is,
            OneOf => NoneOf,
            NoneOf => OneOf,
            Less => AtLeast,
            AtLeast => Less,
            More => AtMost,
            AtMost => More,
            Has => HasNot,
            HasNot => Has,
            HasAny => HasNone,
            HasNone => HasAny,
            Answered => Blank,
            Blank => Answered,
            True => False,
            False => True,
            _ => return None,
        })
    }
}

impl Group {
    /// A group of nothing yet.
    pub(crate) fn empty() -> Self {
        Self {
            joint: Joint::All,
            nodes: Vec::new(),
            written: None,
        }
    }

    /// Changes the part at that path and forgets what it and those around it were read from.
    pub(crate) fn change(&mut self, path: &[usize], change: impl FnOnce(&mut Node)) {
        self.written = None;
        let [first, rest @ ..] = path else { return };
        match (self.nodes.get_mut(*first), rest) {
            (Some(Node::Group(group)), [_, ..]) => group.change(rest, change),
            (Some(node), []) => {
                node.forget();
                change(node);
            }
            _ => {}
        }
    }

    /// Changes the group at that path, the outermost where it is empty.
    pub(crate) fn change_group(&mut self, path: &[usize], change: impl FnOnce(&mut Self)) {
        self.written = None;
        let Some((first, rest)) = path.split_first() else {
            change(self);
            return;
        };
        if let Some(Node::Group(group)) = self.nodes.get_mut(*first) {
            group.change_group(rest, change);
        }
    }

    /// The logic, if anything in it is complete.
    pub(crate) fn to_json(&self) -> Option<Value> {
        if let Some(written) = &self.written {
            return Some(written.clone());
        }
        let mut nodes: Vec<Value> = self.nodes.iter().filter_map(Node::to_json).collect();
        match (self.joint, nodes.len()) {
            (_, 0) => None,
            (Joint::All | Joint::Any, 1) => nodes.pop(),
            (Joint::All, _) => Some(json!({"and": nodes})),
            (Joint::Any, _) => Some(json!({"or": nodes})),
            (Joint::None, _) => Some(json!({"!": {"or": nodes}})),
        }
    }
}

impl Node {
    fn forget(&mut self) {
        match self {
            Self::Group(group) => group.written = None,
            Self::Test(test) => test.written = None,
            Self::Other(_) => {}
        }
    }

    fn to_json(&self) -> Option<Value> {
        match self {
            Self::Group(group) => group.to_json(),
            Self::Test(test) => test.to_json(),
            Self::Other(json) => Some(json.clone()),
        }
    }
}

impl Test {
    /// Whether it says what to compare with.
    pub(crate) fn is_complete(&self) -> bool {
        let is_set = |value: &Value| !value.is_null() && value != "";
        !self.subject.is_empty()
            && match &self.operand {
                Operand::Nothing => true,
                Operand::One(value) => is_set(value),
                Operand::Many(values) => !values.is_empty(),
                Operand::Range(from, to) => is_set(from) && is_set(to),
                Operand::Answer(path) => !path.is_empty(),
            }
    }

    /// The logic, once it is complete.
    pub(crate) fn to_json(&self) -> Option<Value> {
        if let Some(written) = &self.written {
            return Some(written.clone());
        }
        if !self.is_complete() {
            return None;
        }
        let core = self.core();
        if !self.op.minds_blank() {
            return Some(core);
        }
        let of_another = matches!(self.operand, Operand::Answer(_));
        let holds = !of_another && super::reading::holds_of_nothing(&core);
        let var = json!({"var": self.subject});
        Some(match (holds, self.blank) {
            (true, false) => json!({"and": [{"!==": [var, null]}, core]}),
            (false, true) => json!({"or": [{"===": [var, null]}, core]}),
            _ => core,
        })
    }

    /// The test without regard to questions that have no answer.
    fn core(&self) -> Value {
        let var = json!({"var": self.subject});
        let length = json!({"length": var});
        let element = json!({"var": ""});
        let one = match &self.operand {
            Operand::One(value) => value.clone(),
            Operand::Many(values) => Value::Array(values.clone()),
            Operand::Answer(path) => json!({"var": path}),
            Operand::Range(..) | Operand::Nothing => Value::Null,
        };
        match self.op {
            // `==` takes null for 0 and false.
            Op::Is if one.is_boolean() => json!({"===": [var, one]}),
            Op::IsNot if one.is_boolean() => json!({"!==": [var, one]}),
            Op::Is => json!({"==": [var, one]}),
            Op::IsNot => json!({"!=": [var, one]}),
            Op::OneOf => json!({"in": [var, one]}),
            Op::NoneOf => json!({"!": {"in": [var, one]}}),
            Op::Less => json!({"<": [var, one]}),
            Op::AtMost => json!({"<=": [var, one]}),
            Op::More => json!({">": [var, one]}),
            Op::AtLeast => json!({">=": [var, one]}),
            Op::Between => match &self.operand {
                Operand::Range(from, to) => json!({"<=": [from, var, to]}),
                _ => Value::Bool(false),
            },
            Op::Has => json!({"in": [one, var]}),
            Op::HasNot => json!({"!": {"in": [one, var]}}),
            Op::HasAny => json!({"some": [var, {"in": [element, one]}]}),
            Op::HasNone => json!({"none": [var, {"in": [element, one]}]}),
            Op::Answered => json!({"!==": [var, null]}),
            Op::Blank => json!({"===": [var, null]}),
            Op::True => json!({"!!": var}),
            Op::False => json!({"!": var}),
            Op::CountIs => json!({"==": [length, one]}),
            Op::CountAtMost => json!({"<=": [length, one]}),
            Op::CountAtLeast => json!({">=": [length, one]}),
        }
    }
}
