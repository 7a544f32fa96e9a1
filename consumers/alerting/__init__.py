"""Alert rules: what is watched, and what becomes of an event that a rule matches.

A rules file is read into a :class:`~consumers.alerting.model.Rule` for each entry (:mod:`.loading`), compiled to
conditions (:mod:`.conditions`), indexed by what an event must have (:mod:`.index`) and applied to a stream of events
by :class:`~consumers.alerting.stage.AlertStage`. docs/rules.md is the reference for users.
"""
