"""People outside who read a draft first, by private link: relatives, survivors, reviewers.

They read the preview, write what should be corrected, say whether it may be published, agree to
uses one by one, and take back at once what they agreed to.

- `kinds`: of what such links are made, and how each is read.
- `relatives`: words that tell relatives apart without a name.
- `verbs`: what they do on a link, and what editors do with it.
"""
