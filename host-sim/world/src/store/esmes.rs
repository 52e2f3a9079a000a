//! External entities as rows: the entities, their submissions, and the messages that wait for them.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::rows::TableName;
use crate::esme::Esmes;
use crate::platform::rows::{document, padded};
use crate::smsc::MessageId;

/// Tables of external entities, which a world of an earlier version does not have.
pub(super) const TABLES: [TableName; 3] = [TableName::Esme, TableName::EsmeSubmission, TableName::EsmeMessage];

/// Row with its table and identifier; `None` for a row that is gone.
type ChangedRow = (TableName, String, Option<String>);

/// Returns all rows.
pub(super) fn of(esmes: &Esmes) -> Result<Vec<ChangedRow>, serde_json::Error> {
    let mut rows = Vec::new();
    for (id, esme) in esmes.entities.rows() {
        rows.push((TableName::Esme, id.to_string(), Some(document(esme)?)));
    }
    for (number, submission) in esmes.submissions() {
        rows.push((TableName::EsmeSubmission, padded(number.0), Some(document(submission)?)));
    }
    for (number, message) in esmes.waiting.rows() {
        rows.push((TableName::EsmeMessage, padded(number.0), Some(document(message)?)));
    }
    Ok(rows)
}

/// Returns the rows that changed since the last call.
pub(super) fn take_changes(esmes: &mut Esmes) -> Result<Vec<ChangedRow>, serde_json::Error> {
    let row = |table, id, row: Result<Option<String>, serde_json::Error>| Ok::<_, serde_json::Error>((table, id, row?));
    let mut rows = Vec::new();
    for id in esmes.entities.take_changed() {
        rows.push(row(TableName::Esme, id.to_string(), written(esmes.entities.get(&id)))?);
    }
    for number in esmes.take_changed_submissions() {
        rows.push(row(TableName::EsmeSubmission, padded(number.0), written(esmes.submission(number)))?);
    }
    for number in esmes.waiting.take_changed() {
        rows.push(row(TableName::EsmeMessage, padded(number.0), written(esmes.waiting.get(&number)))?);
    }
    Ok(rows)
}

/// Returns the document of a value, if there is one.
fn written<T: Serialize>(value: Option<&T>) -> Result<Option<String>, serde_json::Error> {
    value.map(document).transpose()
}

/// Restores a row that a file kept, or another process changed; `None` removes it. Returns what is wrong with the row.
pub(super) fn restore(esmes: &mut Esmes, table: TableName, id: &str, row: Option<Value>) -> Result<(), String> {
    let number = || id.parse().map(MessageId).map_err(|why: std::num::ParseIntError| why.to_string());
    match table {
        TableName::Esme => {
            let id = id.parse().map_err(|why: crate::esme::SystemIdError| why.to_string())?;
            esmes.entities.restore(id, parsed(row)?);
        }
        TableName::EsmeSubmission => esmes.restore_submission(number()?, parsed(row)?),
        TableName::EsmeMessage => esmes.waiting.restore(number()?, parsed(row)?),
        _ => {}
    }
    Ok(())
}

/// Parses the document of a row.
fn parsed<T: DeserializeOwned>(row: Option<Value>) -> Result<Option<T>, String> {
    row.map(serde_json::from_value).transpose().map_err(|why| why.to_string())
}
