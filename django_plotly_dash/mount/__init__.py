"""The mount: which app one request asks for, and under which prefix, saved state and initial arguments."""
