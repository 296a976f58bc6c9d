"""Results as pages that open from disk: a report of the class, and feedback for each student."""
