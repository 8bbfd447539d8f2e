"""What each weight of linkage is held to be before any data, and why."""

OF_TEXTS = (
    *(
        "text",
        "title",
        "entities",
        "name_pairs",
        "entities_across",
        "name_pairs_across",
        "names_across",
        "concepts_across",
        "named_far",
        "streets",
        "streets_differ",
    ),
    *("copy", "other_language", "published_gap", "published_far", "text_ages_shared"),
    *(
        "text_ages_differ",
        "names_told",
        "suspects_told",
        "fresh_apart",
        "day_to_published",
        "published_before",
    ),
)
"""What only texts, or days of publication, can tell."""
PRIOR_INTERCEPT = -4.0
HELD = (
    "fresh_apart",
    "names_agree",
    "place_near",
    "country_differs",
    "method_differs",
    "counts_differ",
)
"""Reports of shootings in one country cannot show what these are worth: half the prior stays."""
ALONE = ("method_same", "method_differs", "country_differs")
"""Reports of one country and one weapon cannot show what these tell together with others."""
PRIORS: dict[str, tuple[float, str]] = {
    "text": (6.0, "Cosine of the texts' TF-IDF vectors, up to 0.3: the same rare words."),
    "title": (1.5, "Cosine of the titles."),
    "entities": (6.0, "Cosine, up to 0.3, over capitalised words: people, places, streets."),
    "name_pairs": (1.0, "Cosine over pairs of words of names by their sound."),
    "entities_across": (3.0, "Two languages: cosine over capitalised words, with no upper end."),
    "name_pairs_across": (3.0, "Two languages: cosine over pairs of words of names by sound."),
    "names_across": (3.0, "Two languages: cosine over single names by a coarse sound."),
    "concepts_across": (3.0, "Two languages: cosine over concepts and numbers in both texts."),
    "named_far": (
        0.5,
        "Logarithm of the days between publications, as far as names agree: trials come late.",
    ),
    "streets": (1.5, "Cosine over streets, quarters and house numbers."),
    "streets_differ": (-0.5, "Both texts name streets, none of them is the same."),
    "copy": (1.0, "Share of word runs in common, when more than half: one text printed twice."),
    "other_language": (
        1.5,
        "Two languages share few words: the low cosine of the texts is made up for.",
    ),
    "text_unknown": (
        0.0,
        "One account has no text, as a typed case: what a text would tell is made up for.",
    ),
    "published_gap": (-0.5, "Logarithm of the days between publications."),
    "published_far": (0.2, "The same beyond a month: a trial report may come any time later."),
    "published_unknown": (-1.5, "One report has no date: as if they lay some days apart."),
    "text_ages_shared": (1.5, "Share of ages in the texts that are in both."),
    "text_ages_differ": (-0.7, "Both texts tell ages, none of them is the same."),
    "names_agree": (4.0, "Likeness of the most alike victims' names, when they agree."),
    "names_told": (1.0, "The full name of a victim of one stands in the text of the other."),
    "suspects_told": (1.0, "The full name of a suspect of one stands in the text of the other."),
    "names_differ": (-1.5, "Both name victims, and no two names are alike."),
    "day_same": (1.5, "Both date the attack to the same day."),
    "day_near": (
        0.3,
        "The attacks lie one or two days apart, or the spans do.",
    ),
    "day_far": (-0.5, "Logarithm of the days by which the attacks lie further apart than that."),
    "fresh_apart": (
        -0.7,
        "Both came out soon after the day they tell of: logarithm of the days apart beyond ten.",
    ),
    "day_to_published": (-0.5, "One is dated: logarithm of the days until the other appeared."),
    "published_before": (-2.0, "One is dated: the other appeared before that day."),
    "place_same": (1.0, "The place has the same name and is not elsewhere."),
    "place_near": (0.7, "The places lie within 30 km."),
    "place_far": (-1.5, "The places lie more than 150 km apart."),
    "country_differs": (-2.0, "The places lie in two countries."),
    "ages_agree": (1.0, "Two victims have the same age."),
    "ages_differ": (
        -1.0,
        "The nearest ages of victims differ by over a year (10: whole).",
    ),
    "counts_agree": (0.2, "As many killed."),
    "counts_differ": (-0.5, "Not as many killed (three apart: whole)."),
    "method_same": (0.2, "The same method."),
    "method_differs": (-1.0, "Another method."),
}
