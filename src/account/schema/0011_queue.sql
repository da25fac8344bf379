-- custodian.db, version 11: what a case of the desk is found by. said: how many reports and notices are in it.
-- sources: 1: a person's report is, 2: a legal notice, 4: an author's answer was. grounds: a bit for each, by its
-- place in src/policy. All of it follows from report and answer, and changes in the same write.

ALTER TABLE desk_case ADD COLUMN said BIGINT NOT NULL DEFAULT 0;
ALTER TABLE desk_case ADD COLUMN sources BIGINT NOT NULL DEFAULT 0;
ALTER TABLE desk_case ADD COLUMN grounds BIGINT NOT NULL DEFAULT 0;

UPDATE desk_case SET
    said = (SELECT count(*) FROM report r WHERE r.case_number = desk_case.number),
    sources = CASE WHEN answer = 0 THEN 0 ELSE 4 END
        + CASE WHEN EXISTS (SELECT 1 FROM report r
            WHERE r.case_number = desk_case.number AND r.account_id <> 0) THEN 1 ELSE 0 END
        + CASE WHEN EXISTS (SELECT 1 FROM report r
            WHERE r.case_number = desk_case.number AND r.account_id = 0) THEN 2 ELSE 0 END,
    grounds = coalesce((SELECT CAST(sum(DISTINCT CASE r.ground
            WHEN 'law-child-safety' THEN 1 WHEN 'law-terror' THEN 2 WHEN 'law-speech' THEN 4
            WHEN 'law-rights' THEN 8 WHEN 'law-privacy' THEN 16 WHEN 'law-other' THEN 32
            WHEN 'terms-violence' THEN 64 WHEN 'terms-harassment' THEN 128 WHEN 'terms-hate' THEN 256
            WHEN 'terms-sexual' THEN 512 WHEN 'terms-self-harm' THEN 1024 WHEN 'terms-danger' THEN 2048
            WHEN 'terms-spam' THEN 4096 WHEN 'terms-minors' THEN 8192 ELSE 0 END) AS BIGINT)
        FROM report r WHERE r.case_number = desk_case.number), 0);

DROP INDEX desk_case_state;
CREATE INDEX desk_case_found ON desk_case (kind, state, sources, grounds);
CREATE INDEX desk_case_waiting ON desk_case (number, kind, sources, grounds) WHERE state = 'open';
CREATE INDEX desk_case_waiting_most ON desk_case (said DESC, number, kind, sources, grounds)
    WHERE state = 'open';
CREATE INDEX desk_case_done ON desk_case (number, kind, sources, grounds) WHERE state <> 'open';
CREATE INDEX desk_case_done_most ON desk_case (said DESC, number, kind, sources, grounds)
    WHERE state <> 'open';
