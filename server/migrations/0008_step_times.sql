-- How long steps of forms were looked at, and how they were left: sums of visits alone, nothing of any visitor.
-- step: as the widget names it; `` is a form of one page, `$review` the review.
-- event: `left` for another step, `done` with the form sent, `abandoned` with the page.
-- bucket: 0 below a second, then n for 2^(n-1) to 2^n seconds.
CREATE TABLE step_time (
    form_id  TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    step     TEXT   NOT NULL,
    event    TEXT   NOT NULL,
    bucket   BIGINT NOT NULL,
    visits   BIGINT NOT NULL,
    total_ms BIGINT NOT NULL,
    PRIMARY KEY (form_id, version, step, event, bucket)
);
