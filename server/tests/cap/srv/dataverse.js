// What a database says of a record that is there already, as Dataverse says it: CAP itself would answer 500.
module.exports = (service) => {
  service.on('error', (error) => {
    if (/^UNIQUE constraint failed/.test(error.message)) {
      error.status = error.statusCode = 412;
      error.code = '0x80040237';
      error.message = 'A record with matching key values already exists.';
    }
  });
};
