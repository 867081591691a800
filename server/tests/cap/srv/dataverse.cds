// Tables of a Dataverse environment as CAP sees them: its own are the parser, the types and the checks.

@path: '/api/data/v9.2'
service DataverseService {
  entity accounts {
    key accountid     : UUID;
        name          : String(160) @mandatory;
        telephone1    : String(50);
        createdon     : Timestamp @cds.on.insert: $now;
  }

  entity contacts {
    key contactid             : UUID;
        firstname             : String(50);
        lastname              : String(50) @mandatory;
        emailaddress1         : String(100);
        mobilephone           : String(50);
        birthdate             : Date;
        description           : LargeString;
        donotemail            : Boolean;
        creditlimit           : Decimal(14, 2);
        numberofchildren      : Integer;
        preferredcontactmethodcode : Integer @assert.range enum { whichever = 1; email = 2; phone = 3; };
        new_interests         : String(100);
        lastonholdtime        : DateTime;
        parentcustomerid_account : Association to accounts;
        createdon             : Timestamp @cds.on.insert: $now;
  }

  entity leads {
    key leadid        : UUID;
        subject       : String(300) @mandatory;
        firstname     : String(50);
        lastname      : String(50);
        companyname   : String(100);
        emailaddress1 : String(100);
        leadqualitycode : Integer @assert.range enum { hot = 1; warm = 2; cold = 3; };
        estimatedamount : Decimal(14, 2);
        parentcontactid : Association to contacts;
        createdon     : Timestamp @cds.on.insert: $now;
  }

  entity incidents {
    key incidentid    : UUID;
        title         : String(200) @mandatory;
        description   : LargeString;
        customerid_contact : Association to contacts;
        customerid_account : Association to accounts;
        createdon     : Timestamp @cds.on.insert: $now;
  }

  entity new_installations {
    key new_installationid : UUID;
        new_serial         : String(40) @mandatory;
        new_rating         : Integer;
        new_visited        : Date;
        new_owner          : Association to contacts;
        createdon          : Timestamp @cds.on.insert: $now;
  }
}
