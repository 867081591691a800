// Some tables of a Dataverse environment, as an OData service of SAP CAP: its parser, types and checks judge what the
// connector sends. Dataverse compares texts without regard to case: so do the columns that records are found by.

@path: '/api/data/v9.2'
service DataverseService {
  aspect made {
    createdon  : Timestamp @cds.on.insert: $now;
    modifiedon : Timestamp @cds.on.insert: $now  @cds.on.update: $now  @odata.etag;
  }

  entity accounts : made {
    key accountid        : UUID;
        name             : String(160) @mandatory;
        accountnumber    : String(20);
        primarycontactid : Association to contacts;
        _primarycontactid_value : UUID = primarycontactid.contactid;
  }

  entity contacts : made {
    key contactid                  : UUID;
        firstname                  : String(50);
        lastname                   : String(50) @mandatory;
        emailaddress1              : String(100)  @sql.append: 'collate nocase';
        mobilephone                : String(50);
        birthdate                  : Date;
        lastonholdtime             : Timestamp;
        donotemail                 : Boolean;
        numberofchildren           : Integer  @assert.range: [0, 50];
        creditlimit                : Decimal(20, 2);
        description                : String(2000);
        preferredcontactmethodcode : Integer  @assert.range enum { whichever = 1; email = 2; phone = 3; };
        new_interests              : String(100);
        parentcustomerid_account   : Association to accounts;
        parentcustomerid_contact   : Association to contacts;
        _parentcustomerid_value    : UUID = coalesce(parentcustomerid_account.accountid, parentcustomerid_contact.contactid);
        governmentid               : String(50);
  }

  entity leads : made {
    key leadid          : UUID;
        subject         : String(300) @mandatory;
        firstname       : String(50);
        lastname        : String(50);
        companyname     : String(100);
        telephone1      : String(50);
        description     : String(2000);
        emailaddress1   : String(100);
        leadqualitycode : Integer  @assert.range enum { hot = 1; warm = 2; cold = 3; };
        estimatedamount : Decimal(20, 2)  @assert.range: [0, 1000000];
        parentcontactid : Association to contacts;
        _parentcontactid_value : UUID = parentcontactid.contactid;
  }

  entity incidents : made {
    key incidentid         : UUID;
        title              : String(200) @mandatory;
        customerid_account : Association to accounts;
        customerid_contact : Association to contacts;
        _customerid_value  : UUID = coalesce(customerid_account.accountid, customerid_contact.contactid);
  }

  entity new_projects : made {
    key new_projectid : UUID;
        new_name      : String(100) @mandatory;
        new_ratio     : Decimal(30, 10);
        new_startson  : Timestamp;
        new_Account   : Association to accounts;
        _new_account_value : UUID = new_Account.accountid;
  }

  entity msfp_surveies : made {
    key msfp_surveyid               : UUID;
        msfp_name                   : String(450) @mandatory;
        msfp_sourcesurveyidentifier : String(100);
        statuscode                  : Integer  @assert.range enum { draft = 100000000; published = 100000003; };
  }

  entity msfp_questions : made {
    key msfp_questionid               : UUID;
        msfp_name                     : String(100);
        msfp_questiontext             : String(4000);
        msfp_questiontype             : Integer;
        msfp_sequence                 : Integer  @assert.range: [0, 10000];
        msfp_responserequired         : Boolean;
        msfp_sourcequestionidentifier : String(100);
        msfp_Survey                   : Association to msfp_surveies;
        _msfp_survey_value            : UUID = msfp_Survey.msfp_surveyid;
  }

  entity msfp_surveyresponses : made {
    key activityid                    : UUID;
        subject                       : String(200);
        msfp_npsscore                 : Integer  @assert.range: [-100, 100];
        msfp_respondent               : String(1000);
        msfp_submitdate               : Timestamp;
        msfp_language                 : String(100);
        msfp_sourceresponseidentifier : String(100);
        msfp_surveyid                 : Association to msfp_surveies;
        _msfp_surveyid_value          : UUID = msfp_surveyid.msfp_surveyid;
  }

  entity msfp_questionresponses : made {
    key msfp_questionresponseid     : UUID;
        msfp_name                   : String(100) @mandatory;
        msfp_response               : String(20000);
        msfp_questionid             : Association to msfp_questions;
        _msfp_questionid_value      : UUID = msfp_questionid.msfp_questionid;
        msfp_surveyresponseid       : Association to msfp_surveyresponses;
        _msfp_surveyresponseid_value : UUID = msfp_surveyresponseid.activityid;
  }
}
