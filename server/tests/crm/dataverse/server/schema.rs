//! The tables of the fake, as far as they matter.

/// A table.
pub(super) struct Tab {
    pub(super) name: &'static str,
    pub(super) set: &'static str,
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) columns: Vec<Col>,
    /// Alternate keys.
    pub(super) keys: Vec<Vec<&'static str>>,
}

/// A column.
#[derive(Clone)]
pub(super) struct Col {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) level: &'static str,
    pub(super) create: bool,
    pub(super) update: bool,
    pub(super) shadow_of: Option<&'static str>,
}

/// What a column holds.
#[derive(Clone)]
pub(super) enum Kind {
    Text(usize, &'static str),
    Memo(usize),
    Int(i64, i64),
    Decimal(&'static str, &'static str, u32),
    Money(&'static str, &'static str, u32),
    Bool,
    Day,
    Moment,
    Choice(&'static [(i64, &'static str)]),
    State(&'static [(i64, &'static str)]),
    Multi(&'static [(i64, &'static str)]),
    /// Target tables with navigation properties.
    Lookup(&'static [(&'static str, &'static str)]),
}

pub(crate) const CONTACTS: &str = "contact";
pub(crate) const ACCOUNTS: &str = "account";

fn col(name: &'static str, kind: Kind) -> Col {
    Col {
        name,
        kind,
        level: "None",
        create: true,
        update: true,
        shadow_of: None,
    }
}

impl Col {
    fn level(mut self, level: &'static str) -> Self {
        self.level = level;
        self
    }

    fn once(mut self) -> Self {
        self.update = false;
        self
    }

    fn changed_only(mut self) -> Self {
        self.create = false;
        self
    }

    fn shadow(mut self, of: &'static str) -> Self {
        self.shadow_of = Some(of);
        self
    }
}

fn owned(mut columns: Vec<Col>) -> Vec<Col> {
    const STATES: &[(i64, &str)] = &[(0, "Active"), (1, "Inactive")];
    columns.push(col("ownerid", Kind::Lookup(&[("owner", "ownerid")])).level("SystemRequired"));
    columns.push(
        col("statecode", Kind::State(STATES))
            .level("SystemRequired")
            .changed_only(),
    );
    columns.push(col("overriddencreatedon", Kind::Moment).once());
    columns
}

/// Every table there is.
pub(super) fn tables() -> Vec<Tab> {
    let text = |length| Kind::Text(length, "Text");
    vec![
        Tab {
            name: "contact",
            set: "contacts",
            id: "contactid",
            label: "Contact",
            columns: owned(vec![
                col("firstname", text(50)),
                col("lastname", text(50)).level("ApplicationRequired"),
                col("fullname", text(160)).shadow("lastname"),
                col("emailaddress1", Kind::Text(100, "Email")),
                col("mobilephone", Kind::Text(50, "Phone")),
                col("birthdate", Kind::Day),
                col("lastonholdtime", Kind::Moment),
                col("donotemail", Kind::Bool).level("SystemRequired"),
                col("numberofchildren", Kind::Int(0, 50)),
                col("creditlimit", Kind::Money("0", "100000000000000", 2)),
                col("description", Kind::Memo(2_000)),
                col(
                    "preferredcontactmethodcode",
                    Kind::Choice(&[(1, "Any"), (2, "Email"), (3, "Phone")]),
                ),
                col(
                    "new_interests",
                    Kind::Multi(&[
                        (100_000_000, "Music"),
                        (100_000_001, "Sport"),
                        (100_000_002, "Art"),
                    ]),
                ),
                col(
                    "parentcustomerid",
                    Kind::Lookup(&[
                        ("account", "parentcustomerid_account"),
                        ("contact", "parentcustomerid_contact"),
                    ]),
                ),
                col("governmentid", text(50)),
            ]),
            keys: vec![vec!["governmentid"]],
        },
        Tab {
            name: "account",
            set: "accounts",
            id: "accountid",
            label: "Account",
            columns: owned(vec![
                col("name", text(160)).level("ApplicationRequired"),
                col("accountnumber", text(20)),
                col(
                    "primarycontactid",
                    Kind::Lookup(&[("contact", "primarycontactid")]),
                ),
            ]),
            keys: vec![vec!["accountnumber", "primarycontactid"]],
        },
        Tab {
            name: "incident",
            set: "incidents",
            id: "incidentid",
            label: "Case",
            columns: owned(vec![
                col("title", text(200)).level("ApplicationRequired"),
                col(
                    "customerid",
                    Kind::Lookup(&[
                        ("account", "customerid_account"),
                        ("contact", "customerid_contact"),
                    ]),
                )
                .level("SystemRequired"),
            ]),
            keys: vec![],
        },
        Tab {
            name: "lead",
            set: "leads",
            id: "leadid",
            label: "Lead",
            columns: owned(vec![
                col("subject", text(300)).level("ApplicationRequired"),
                col("firstname", text(50)),
                col("lastname", text(50)),
                col("companyname", text(100)),
                col("telephone1", Kind::Text(50, "Phone")),
                col("description", Kind::Memo(2_000)),
                col("emailaddress1", Kind::Text(100, "Email")),
                col(
                    "leadqualitycode",
                    Kind::Choice(&[(1, "Hot"), (2, "Warm"), (3, "Cold")]),
                ),
                col("estimatedamount", Kind::Money("0", "1000000000000", 2)),
                col(
                    "parentcontactid",
                    Kind::Lookup(&[("contact", "parentcontactid")]),
                ),
            ]),
            keys: vec![],
        },
        Tab {
            name: "new_project",
            set: "new_projects",
            id: "new_projectid",
            label: "Project",
            columns: owned(vec![
                col("new_name", text(100)).level("ApplicationRequired"),
                col(
                    "new_ratio",
                    Kind::Decimal("-100000000000", "100000000000", 10),
                ),
                col("new_startson", Kind::Moment),
                col("new_account", Kind::Lookup(&[("account", "new_Account")])),
            ]),
            keys: vec![],
        },
        Tab {
            name: "msfp_survey",
            set: "msfp_surveies",
            id: "msfp_surveyid",
            label: "Customer Voice survey",
            columns: owned(vec![
                col("msfp_name", text(450)).level("ApplicationRequired"),
                col("msfp_sourcesurveyidentifier", text(100)),
                col(
                    "statuscode",
                    Kind::Choice(&[(100_000_000, "Draft"), (100_000_003, "Published")]),
                ),
            ]),
            keys: vec![],
        },
        Tab {
            name: "msfp_question",
            set: "msfp_questions",
            id: "msfp_questionid",
            label: "Customer Voice survey question",
            columns: owned(vec![
                col("msfp_name", text(100)),
                col("msfp_questiontext", Kind::Memo(4_000)),
                col("msfp_questiontype", Kind::Choice(QUESTION_TYPES)),
                col("msfp_sequence", Kind::Int(0, 10_000)),
                col("msfp_responserequired", Kind::Bool),
                col("msfp_sourcequestionidentifier", text(100)),
                col(
                    "msfp_survey",
                    Kind::Lookup(&[("msfp_survey", "msfp_Survey")]),
                ),
            ]),
            keys: vec![],
        },
        Tab {
            name: "msfp_surveyresponse",
            set: "msfp_surveyresponses",
            id: "activityid",
            label: "Customer Voice survey response",
            columns: owned(vec![
                col("subject", text(200)),
                col("msfp_npsscore", Kind::Int(-100, 100)),
                col("msfp_respondent", text(1_000)),
                col("msfp_respondentemailaddress", Kind::Text(250, "Email")),
                col("msfp_submitdate", Kind::Moment),
                col("msfp_language", text(100)),
                col("msfp_sourceresponseidentifier", text(100)),
                col(
                    "msfp_surveyid",
                    Kind::Lookup(&[("msfp_survey", "msfp_surveyid")]),
                ),
                col(
                    "regardingobjectid",
                    Kind::Lookup(&[
                        ("contact", "regardingobjectid_contact_msfp_surveyresponse"),
                        ("incident", "regardingobjectid_incident_msfp_surveyresponse"),
                    ]),
                ),
            ]),
            keys: vec![],
        },
        Tab {
            name: "msfp_questionresponse",
            set: "msfp_questionresponses",
            id: "msfp_questionresponseid",
            label: "Customer Voice survey question response",
            columns: owned(vec![
                col("msfp_name", text(100)).level("ApplicationRequired"),
                col("msfp_response", Kind::Memo(20_000)),
                col(
                    "msfp_questionid",
                    Kind::Lookup(&[("msfp_question", "msfp_questionid")]),
                ),
                col(
                    "msfp_surveyresponseid",
                    Kind::Lookup(&[("msfp_surveyresponse", "msfp_surveyresponseid")]),
                ),
            ]),
            keys: vec![],
        },
        Tab {
            name: "systemuser",
            set: "systemusers",
            id: "systemuserid",
            label: "User",
            columns: vec![],
            keys: vec![],
        },
    ]
}

const QUESTION_TYPES: &[(i64, &str)] = &[
    (647_390_000, "Choice"),
    (647_390_001, "Text"),
    (647_390_002, "Rating"),
    (647_390_003, "Date"),
    (647_390_004, "Ranking"),
    (647_390_005, "MatrixChoiceGroup"),
    (647_390_006, "MatrixChoice"),
    (647_390_007, "NPS"),
    (647_390_008, "File"),
    (647_390_009, "Number"),
    (647_390_010, "DateTime"),
    (647_390_011, "Dropdown"),
];
