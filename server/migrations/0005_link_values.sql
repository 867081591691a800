-- What the maker of a personal link gave along, as JSON: `contact.…` and `link.…` by name.
ALTER TABLE link ADD COLUMN given TEXT NOT NULL DEFAULT '{}';
