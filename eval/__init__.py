"""Evaluation of the product through its public interface; not shipped."""

import os

# What staff have confirmed on this machine is no part of what is measured or trained on.
os.environ["POLICY_ASSISTANT_CONFIRMED"] = ""
