"""Words by language: data the readers, the opt-out check and the lints look things up in."""
