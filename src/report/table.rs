//! A table with typed columns: what files for spreadsheets and for data frames are written from.

use std::borrow::Cow;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers with a fraction, always finite.
    Real,
    /// Yes or no.
    Flag,
}

/// A column: its name and what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name, in small letters with underscores; it ends with the unit where that is the same in every row.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Unit of every row, by its code; `None` where there is none or another column names it.
    pub unit: Option<&'static str>,
    /// Whether a row may have nothing here.
    pub nullable: bool,
    /// One sentence: what it means.
    pub meaning: &'static str,
}

impl Column {
    /// A column that every row fills.
    pub const fn new(name: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self { name, kind, unit: None, nullable: false, meaning }
    }

    /// The same in a unit.
    pub const fn in_unit(self, unit: &'static str) -> Self {
        Self { unit: Some(unit), ..self }
    }

    /// The same, which a row may leave empty.
    pub const fn or_nothing(self) -> Self {
        Self { nullable: true, ..self }
    }
}

/// What stands in one column of one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(Cow<'static, str>),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
}

/// Steps in a number: four decimals are far finer than anything that is measured, and a file does not pretend to more.
const STEPS: f64 = 1e4;

impl Cell {
    /// Words known while the program is written.
    pub const fn word(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }

    /// A count.
    pub fn count(number: usize) -> Self {
        i64::try_from(number).map_or(Self::Empty, Self::Whole)
    }

    /// A number to four decimals; nothing where it is not finite.
    pub fn real(value: f64) -> Self {
        let scaled = value * STEPS;
        // Adding zero turns a negative zero into the plain one.
        let rounded = if scaled.is_finite() { scaled.round() / STEPS + 0.0 } else { value };
        if rounded.is_finite() { Self::Real(rounded) } else { Self::Empty }
    }

    /// What `make` makes of a value, or nothing.
    pub fn or_empty<T>(value: Option<T>, make: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, make)
    }

    /// Whether it may stand in a column.
    fn fits(&self, column: &Column) -> bool {
        match self {
            Self::Empty => column.nullable,
            Self::Text(_) => column.kind == Kind::Text,
            Self::Whole(_) => column.kind == Kind::Whole,
            Self::Real(value) => column.kind == Kind::Real && value.is_finite(),
            Self::Flag(_) => column.kind == Kind::Flag,
        }
    }
}

/// One line of a table, a cell for each column.
pub type Row = Vec<Cell>;

/// Why a row does not belong into a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// Too few or too many cells.
    #[error("a row of the table {table} has {found} cells, but the table has {expected} columns")]
    Length {
        /// The table's name.
        table: &'static str,
        /// Columns.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A cell of another kind, or nothing where something must stand.
    #[error("a row of the table {table} has in the column {column} what cannot stand there")]
    Cell {
        /// The table's name.
        table: &'static str,
        /// The column's name.
        column: &'static str,
    },
}

/// The form of a table: its name and its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Name, also of its files: `repetitions` for `repetitions.csv`.
    pub name: &'static str,
    /// The columns in order.
    pub columns: &'static [Column],
}

/// Rows of one form; every cell fits its column.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    form: &'static Form,
    rows: Vec<Row>,
}

impl Table {
    /// An empty table.
    pub const fn new(form: &'static Form) -> Self {
        Self { form, rows: Vec::new() }
    }

    /// Adds a row; one that does not fit the columns is refused.
    pub fn push(&mut self, row: Row) -> Result<(), RowError> {
        let Form { name: table, columns } = *self.form;
        if row.len() != columns.len() {
            return Err(RowError::Length { table, expected: columns.len(), found: row.len() });
        }
        if let Some((_, column)) = row.iter().zip(columns).find(|(cell, column)| !cell.fits(column)) {
            return Err(RowError::Cell { table, column: column.name });
        }
        self.rows.push(row);
        Ok(())
    }

    /// Its form.
    pub const fn form(&self) -> &'static Form {
        self.form
    }

    /// Its rows in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Takes the rows out and leaves it empty.
    pub fn take_rows(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form = Form {
        name: "sets",
        columns: &[
            Column::new("clip", Kind::Text, "The clip."),
            Column::new("load_kg", Kind::Real, "Load.").in_unit("kg").or_nothing(),
            Column::new("reps", Kind::Whole, "Repetitions."),
            Column::new("by_hand", Kind::Flag, "Whether corrected."),
        ],
    };

    #[test]
    fn a_row_must_fit_its_columns() {
        let mut table = Table::new(&FORM);
        let good = vec![Cell::word("a.mp4"), Cell::Empty, Cell::count(3), Cell::Flag(false)];
        assert_eq!(table.push(good.clone()), Ok(()));
        assert_eq!(table.push(good[..3].to_vec()), Err(RowError::Length { table: "sets", expected: 4, found: 3 }));
        for (at, cell, column) in [(0, Cell::Empty, "clip"), (1, Cell::Whole(3), "load_kg"), (1, Cell::Real(f64::NAN), "load_kg")]
        {
            let mut bad = good.clone();
            bad[at] = cell;
            assert_eq!(table.push(bad), Err(RowError::Cell { table: "sets", column }));
        }
        assert_eq!(table.rows(), [good]);
    }

    #[test]
    fn a_number_has_four_decimals_and_is_finite() {
        assert_eq!(Cell::real(1.0 / 3.0), Cell::Real(0.3333));
        assert_eq!(Cell::real(-0.000_01), Cell::Real(0.0));
        assert_eq!(Cell::real(f64::INFINITY), Cell::Empty);
        assert_eq!(Cell::real(1e300), Cell::Real(1e300));
        assert_eq!(Cell::or_empty(None, Cell::real), Cell::Empty);
    }
}
