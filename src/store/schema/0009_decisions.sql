-- app.db, version 9: what members of the office decided, as custodiand numbered it, and what holds
-- because of it. Nothing but an applied decision writes visibility. A person who left is no object
-- any more: the row stays, under the decision's number, below zero.

CREATE TABLE decision (
    number BIGINT NOT NULL PRIMARY KEY,
    entry BIGINT NOT NULL CHECK (entry >= 0),
    subject TEXT NOT NULL,
    person_id BIGINT NOT NULL CHECK (person_id >= 0),
    envelope TEXT NOT NULL
);

CREATE INDEX decision_person ON decision (person_id, number);

CREATE TABLE visibility (
    kind TEXT NOT NULL CHECK (kind IN ('video', 'comment', 'person')),
    object BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('shown', 'labelled', 'hidden')),
    label TEXT NOT NULL,
    decision BIGINT NOT NULL REFERENCES decision (number),
    PRIMARY KEY (kind, object)
);

CREATE INDEX visibility_decision ON visibility (decision);
