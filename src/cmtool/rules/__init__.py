"""The rule book: values, predicates, verdicts and the reasons for them."""
