"""`rasid demo`: a newsroom on the loopback interface, the real daemon reading it, and its alerts on the screen."""
