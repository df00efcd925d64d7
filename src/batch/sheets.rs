//! The tables of a batch on their way to the disk: row by row, so that memory does not grow with the batch.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use tempfile::NamedTempFile;

use super::{BatchError, Store};
use crate::recording::{beside, settle};
use crate::report::csv;
use crate::report::table::{Form, Row, Table};

/// Rows that are written at a time.
const AT_A_TIME: usize = 65_536;

/// One table as CSV.
pub(super) struct Sheet {
    table: Table,
    csv: (PathBuf, BufWriter<NamedTempFile>),
}

impl Sheet {
    /// An empty table of this form in a folder of results.
    pub(super) fn new(store: &Store, form: &'static Form) -> Result<Self, BatchError> {
        let path = store.file(&format!("{}.csv", form.name));
        let mut file = BufWriter::new(beside(&path).map_err(BatchError::unwritable(&path))?);
        file.write_all(csv::heading(form).as_bytes()).map_err(BatchError::unwritable(&path))?;
        Ok(Self { table: Table::new(form), csv: (path, file) })
    }

    /// Adds rows.
    pub(super) fn add(&mut self, rows: impl IntoIterator<Item = Row>) -> Result<(), BatchError> {
        for row in rows {
            self.table.push(row).map_err(|error| BatchError::NotOurs {
                what: "the record of a clip",
                reason: error.to_string(),
                advice: "remove the folder `done` of the results and run the batch again",
                path: self.csv.0.clone(),
            })?;
            if self.table.rows().len() >= AT_A_TIME {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), BatchError> {
        let (path, file) = &mut self.csv;
        let rows = self.table.take_rows();
        file.write_all(csv::rows(&rows).as_bytes()).map_err(BatchError::unwritable(path))
    }

    /// Brings the files to their place.
    pub(super) fn finish(mut self) -> Result<(), BatchError> {
        self.flush()?;
        let (path, file) = self.csv;
        let file = file.into_inner().map_err(|error| BatchError::unwritable(&path)(error.into_error()))?;
        settle(file, &path).map_err(BatchError::unwritable(&path))
    }
}
