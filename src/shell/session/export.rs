//! An export: an answer's rows, all of them, written to a file in a format.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;
use zstd::stream::write::Encoder as ZstdEncoder;

use super::redirect::cannot;
use super::{Failure, Session, say};
use crate::ask::{NO_LIMIT, QueryContext, Question};
use crate::cli::ExportArgs;
use crate::config::SettingSource;
use crate::field::FIELDS;
use crate::output::target::{self, Target};
use crate::output::{self, Format, Style};
use crate::query::{self, Params};

/// Endings of file names and the formats they stand for.
const ENDINGS: [(&str, Format); 8] = [
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("tab", Format::Tsv),
    ("json", Format::Json),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("txt", Format::Table),
    ("text", Format::Table),
];

/// Columns of a table in a file.
const WIDTH: usize = 200;

impl Session {
    /// Writes the rows of a query, or every packet, to a file. A file that is there already is
    /// replaced after a question, and only once the new one is whole.
    pub(super) fn export(
        &self,
        arguments: &ExportArgs,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let text =
            if arguments.query.is_empty() { every_packet() } else { arguments.query.join(" ") };
        if arguments.file.as_os_str() == "-" {
            let is_typed = self.config.source("output.format") >= SettingSource::CommandLine;
            let format = self.config.settings.output.format.filter(|_| is_typed);
            let format = format.unwrap_or(Format::Csv);
            let style = self.export_style(io::stdout().is_terminal());
            return match self.export_rows(&text, format, &style, out) {
                Err(Failure::Store(error)) => Err(Failure::Store(error.unread())),
                written => written.map(drop),
            };
        }
        let path = arguments.file.as_path();
        let packing = ExportPacking::of(path);
        let format = self.export_format(&packing.unpacked(path))?;
        let failed = |error| cannot("write", path, &error);
        let target = Target::of(path).map_err(failed)?;
        self.confirm_target(path, target)?;
        let rows = if target == Target::Stream {
            let mut file = target.open(path, target::Write::Append, None).map_err(failed)?;
            let style = self.export_style(file.is_terminal());
            packing.fill(&mut file, |out| self.export_rows(&text, format, &style, out))?
        } else {
            let style = self.export_style(false);
            let mut file = unfinished(path).map_err(failed)?;
            let write = |out: &mut dyn Write| self.export_rows(&text, format, &style, out);
            let rows = packing.fill(file.as_file_mut(), write)?;
            finish(file, path, target).map_err(failed)?;
            rows
        };
        let name = if rows == 1 { "row" } else { "rows" };
        say(&format!("{rows} {name} written to {} as {}", path.display(), format.name()));
        Ok(())
    }

    /// How rows are laid out in a file, or on a terminal.
    fn export_style(&self, terminal: bool) -> Style {
        Style {
            escapes: terminal,
            raw_csv: self.config.settings.output.raw_csv,
            ..Style::file(WIDTH)
        }
    }

    fn export_format(&self, unpacked: &Path) -> Result<Format, Failure> {
        let ending = unpacked.extension().and_then(OsStr::to_str).unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        let known = ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format);
        let chosen = self.config.settings.output.format;
        let option = chosen.filter(|_| self.config.is_option("output.format"));
        option.or(known).or(chosen).ok_or_else(|| {
            Failure::with_help(
                format!("the name {} does not name a format", unpacked.display()),
                "end it with .csv, .tsv, .json, .md or .txt (and .gz or .zst to pack it), or use \
                 --format",
            )
        })
    }

    /// Writes the rows of a query; how many there were.
    fn export_rows(
        &self,
        text: &str,
        format: Format,
        style: &Style,
        out: &mut dyn Write,
    ) -> Result<usize, Failure> {
        let settings = &self.config.settings;
        let says_limit = query::parse(text, &Params::new()).map(|query| query.limit.is_some());
        // An export is whole, whatever the settings say for answers; options were typed for it.
        let limit = settings.reports.limit.filter(|_| self.config.is_option("reports.limit"));
        let limit = match (limit, says_limit) {
            (None, Ok(false)) => Some(NO_LIMIT),
            (limit, _) => limit,
        };
        let question = Question {
            text,
            restrict: self.restrict(true),
            limit,
            access: self.config.access,
            ..Question::default()
        };
        let failure = |error| self.explain_failure(text, error);
        let store = self.store()?;
        let asked = QueryContext {
            store: store.as_ref(),
            table: &settings.store.table,
            zone: settings.time.zone.as_ref(),
            now: settings.time.now,
            cancel: &self.cancel,
        };
        let ready = asked.prepare(&question).map_err(failure)?;
        let told = {
            let names = (&self.cancel, SettingSource::CommandLine);
            let mut sink = output::sink(format, style, out);
            let (told, note) =
                self.with_names(sink.as_mut(), names, |named| asked.run(&ready, named));
            note.iter().for_each(|note| say(note));
            told.map_err(failure)?
        };
        out.flush()?;
        Ok(told.footer.rows)
    }
}

/// The query for every packet, oldest first.
fn every_packet() -> String {
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    format!("list {} order by time", names.join(", "))
}

/// How a file is packed, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ExportPacking {
    None,
    Gzip,
    Zstd,
}

impl ExportPacking {
    fn of(path: &Path) -> Self {
        match path.extension().and_then(OsStr::to_str) {
            Some("gz") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Writes into a file through the packer.
    fn fill<T>(
        self,
        file: &mut File,
        write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut out = BufWriter::new(file);
        let written = match self {
            Self::None => write(&mut out)?,
            Self::Gzip => {
                let mut packer = GzEncoder::new(&mut out, Compression::default());
                let written = write(&mut packer)?;
                packer.finish()?;
                written
            }
            Self::Zstd => {
                let mut packer = ZstdEncoder::new(&mut out, 0)?;
                let written = write(&mut packer)?;
                packer.finish()?;
                written
            }
        };
        out.flush()?;
        Ok(written)
    }

    /// The name without the ending that tells the packing.
    fn unpacked(self, path: &Path) -> PathBuf {
        match self {
            Self::None => path.to_owned(),
            Self::Gzip | Self::Zstd => path.with_extension(""),
        }
    }
}

/// A file that has no name of its own before it is whole; it goes away if it never is.
fn unfinished(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    tempfile::Builder::new().prefix(".ipta-export.").tempfile_in(folder)
}

/// Gives it its name, with the mode of the file that it replaces or of a new one.
fn finish(file: NamedTempFile, path: &Path, target: Target) -> io::Result<()> {
    file.as_file().sync_all()?;
    let mode = match target {
        Target::File => fs::symlink_metadata(path)?.permissions(),
        // Created and replaced at once, it shows what mode the system gives a new file, and that no
        // other program has created one meanwhile.
        Target::New | Target::Stream => File::create_new(path)?.metadata()?.permissions(),
    };
    file.as_file().set_permissions(mode)?;
    file.persist(path)?;
    Ok(())
}
