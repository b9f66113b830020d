# Stands in for rDNA 3 where it is not installed: the functions that import.R calls, with the names, arguments and
# demands of its documentation. What would reach the database is written to told.tsv: the words between the carets,
# counted in UTF-16 as Java counts, and the values of the statement.

texts <- NULL
kinds <- c()
library <- function(...) kinds <<- c(kinds, "library")
told <- file("told.tsv", open = "wb")

tell <- function(...) writeBin(charToRaw(paste0(paste(enc2utf8(c(...)), collapse = "\t"), "\n")), told)

dna_init <- function() kinds <<- c(kinds, "init")

dna_openDatabase <- function(db_url, coderId = 1, coderPassword = "") {
  stopifnot(is.character(db_url), is.numeric(coderId), is.character(coderPassword))
  kinds <<- c(kinds, "open")
  tell("database", db_url, coderPassword)
}

dna_addDocuments <- function(coder_id, title, text, author, source, section, type, notes, date_time) {
  strings <- list(title, text, author, source, section, type, notes)
  stopifnot(identical(kinds, c("library", "init", "open")), is.numeric(coder_id))
  stopifnot(all(vapply(strings, is.character, TRUE)), inherits(date_time, "POSIXct"), !anyNA(date_time))
  stopifnot(all(lengths(strings) == length(date_time)), !anyNA(unlist(strings)))
  texts <<- text
  for (i in seq_along(text)) tell("document", title[i], source[i], format(date_time[i], "%Y-%m-%d", tz = "UTC"), notes[i])
  100L + seq_along(text)
}

dna_addStatement <- function(documentID, startCaret, endCaret, statementType, coder, ...) {
  values <- list(...)
  stopifnot(is.integer(documentID), is.integer(startCaret), is.integer(endCaret), startCaret < endCaret)
  stopifnot(is.character(statementType), is.numeric(coder), all(lengths(values) == 1), !anyNA(unlist(values)))
  stopifnot(all(vapply(values, function(value) class(value) %in% c("character", "integer", "logical"), TRUE)))
  units <- iconv(texts[documentID - 100L], "UTF-8", "UTF-16LE", toRaw = TRUE)[[1]]
  words <- iconv(list(units[(2 * startCaret + 1):(2 * endCaret)]), "UTF-16LE", "UTF-8")
  tell("statement", statementType, gsub("[\n\t]", "|", words), values$person, values$organization, values$concept, values$agreement)
  1L
}

dna_closeDatabase <- function() {
  kinds <<- c(kinds, "close")
  close(told)
}

source("import.R", encoding = "UTF-8")
stopifnot(identical(kinds, c("library", "init", "open", "close")))
