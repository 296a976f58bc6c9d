CREATE TABLE schema (version INTEGER NOT NULL, PRIMARY KEY (version));
CREATE TABLE submissions (
	id {key},
	student VARCHAR NOT NULL,
	assignment VARCHAR NOT NULL,
	missing BOOLEAN NOT NULL,
	max_points FLOAT NOT NULL,
	submitted VARCHAR,
	isolation VARCHAR NOT NULL,
	notes JSON NOT NULL,
	fingerprint VARCHAR NOT NULL,
	graded_at TIMESTAMP NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (student, assignment)
);
CREATE TABLE verdicts (
	id {key},
	submission_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	exercise VARCHAR NOT NULL,
	"check" VARCHAR NOT NULL,
	says VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	points FLOAT NOT NULL,
	max_points FLOAT NOT NULL,
	visibility VARCHAR NOT NULL,
	reason VARCHAR,
	mistake VARCHAR,
	message VARCHAR NOT NULL,
	detail VARCHAR NOT NULL,
	differs VARCHAR NOT NULL,
	example VARCHAR NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(submission_id) REFERENCES submissions (id) ON DELETE CASCADE
);
INSERT INTO schema VALUES (2);
INSERT INTO submissions (student, assignment, missing, max_points, submitted, isolation, notes, fingerprint, graded_at) VALUES
('ada', 'a', FALSE, 4, '2026-10-04T10:00:00+00:00', 'landlock', '["late?"]', 'f', '2026-10-05 10:00:00.000000'),
('bob', 'a', TRUE, 4, NULL, 'landlock', '[]', 'f', '2026-10-05 10:00:00.000000');
INSERT INTO verdicts (submission_id, position, exercise, "check", says, status, points, max_points, visibility, reason, mistake, message, detail, differs, example) VALUES
(1, 0, 'e', 'c1', 'says', 'passed', 3, 3, 'hidden', NULL, NULL, 'Passed.', '', '', ''),
(1, 1, 'e', 'c2', 'says', 'failed', 0, 1, 'public', 'value', 'halves', 'At [0].', 'printed', 'map
01', 't=1');
