# Puts what onrecord exported into a database of Discourse Network Analyzer (rDNA 3).
# First make an empty database, project.dna, in Discourse Network Analyzer, with the statement type
# "DNA Statement" (person, organization, concept, agreement). Then, in the folder of this file:
#   Rscript import.R project.dna PASSWORD [target|theme]
# target: concepts are what is supported (agreement 1) or opposed (0); theme: what is spoken of (always 1).

library(rDNA)

arguments <- commandArgs(trailingOnly = TRUE)
kind <- if (length(arguments) > 2) arguments[3] else "target"
table_of <- function(file) {
  read.csv(file, encoding = "UTF-8", colClasses = "character", na.strings = NULL, check.names = FALSE)
}
documents <- table_of("documents.csv")
statements <- subset(table_of("statements.csv"), concept_kind == kind)

dna_init()
dna_openDatabase(coderId = 1, coderPassword = arguments[2], db_url = arguments[1])

dates <- as.POSIXct(documents$date, format = "%Y-%m-%d", tz = "UTC")
dates[is.na(dates)] <- as.POSIXct("1970-01-01", tz = "UTC")
ids <- dna_addDocuments(
  coder_id = 1,
  title = documents$title,
  text = documents$text,
  author = documents$author,
  source = documents$source,
  section = rep("", nrow(documents)),
  type = documents$type,
  notes = documents$notes,
  date_time = dates
)
names(ids) <- documents$doc_id

for (i in seq_len(nrow(statements))) {
  dna_addStatement(
    documentID = ids[[statements$doc_id[i]]],
    startCaret = as.integer(statements$start[i]),
    endCaret = as.integer(statements$end[i]),
    statementType = "DNA Statement",
    coder = 1,
    person = statements$person[i],
    organization = statements$organization[i],
    concept = statements$concept[i],
    agreement = as.integer(statements$agreement[i])
  )
}

dna_closeDatabase()
