"""Line mode: the whole onboarding as questions and answers."""
