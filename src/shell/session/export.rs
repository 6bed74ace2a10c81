//! An export: an answer's rows, all of them, written to a file in a format.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;
use zstd::stream::write::Encoder as ZstdEncoder;

use super::asking::explain_failure;
use super::context::Context;
use super::failure::Failure;
use super::messages::say;
use super::naming::NamingScope;
use super::redirect::{cannot, format_of};
use super::restrictions::{ChoiceOf, restrictions};
use crate::ask::{NO_LIMIT, Question};
use crate::cli::ExportArgs;
use crate::config::{Config, SettingSource};
use crate::field::FIELDS;
use crate::output::target::{self, Target};
use crate::output::{self, Format, Style};

/// Columns of a table in a file.
const WIDTH: usize = 200;

/// Writes the rows of a query, or every packet, to a file. A file that exists is replaced after a
/// question, and only once the new one is whole.
pub(super) fn export(
    context: &Context<'_>,
    arguments: &ExportArgs,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let config = context.config;
    let text = if arguments.query.is_empty() { every_packet() } else { arguments.query.join(" ") };
    let export = Export { context, text: &text };
    if arguments.file.as_os_str() == "-" {
        let is_typed = config.source("output.format") >= SettingSource::CommandLine;
        let format = config.settings.output.format.filter(|_| is_typed);
        let style = export.style(io::stdout().is_terminal());
        return match export.write_rows(format.unwrap_or(Format::Csv), &style, out) {
            Err(Failure::Store(error)) => Err(Failure::Store(error.unread())),
            written => written.map(drop),
        };
    }
    let path = arguments.file.as_path();
    let packing = ExportPacking::of(path);
    let format = choose_format(config, &packing.unpacked(path))?;
    let failed = |error| cannot("write", path, &error);
    let target = Target::of(path).map_err(failed)?;
    context.confirm_target(path, target)?;
    let rows = if target == Target::Stream {
        let mut file = target.open(path, target::Write::Append, None).map_err(failed)?;
        let style = export.style(file.is_terminal());
        packing.fill(&mut file, |out| export.write_rows(format, &style, out))?
    } else {
        let style = export.style(false);
        let mut file = unfinished(path).map_err(failed)?;
        let rows =
            packing.fill(file.as_file_mut(), |out| export.write_rows(format, &style, out))?;
        finish(file, path, target).map_err(failed)?;
        rows
    };
    let name = if rows == 1 { "row" } else { "rows" };
    say(&format!("{rows} {name} written to {} as {}", path.display(), format.name()));
    Ok(())
}

/// The format of the option, of the file's name, or of the settings.
fn choose_format(config: &Config, unpacked: &Path) -> Result<Format, Failure> {
    let chosen = config.settings.output.format;
    let option = chosen.filter(|_| config.is_option("output.format"));
    option.or(format_of(unpacked)).or(chosen).ok_or_else(|| {
        Failure::with_help(
            format!("the name {} does not name a format", unpacked.display()),
            "end it with .csv, .tsv, .json, .md or .txt (and .gz or .zst to pack it), or use \
             --format",
        )
    })
}

/// A query whose rows are exported.
struct Export<'e> {
    context: &'e Context<'e>,
    text: &'e str,
}

impl Export<'_> {
    /// How rows are laid out in a file, or on a terminal.
    fn style(&self, escapes: bool) -> Style {
        let raw_csv = self.context.config.settings.output.raw_csv;
        Style { escapes, raw_csv, ..Style::file(WIDTH) }
    }

    /// Writes the rows; returns how many there were.
    fn write_rows(
        &self,
        format: Format,
        style: &Style,
        out: &mut dyn Write,
    ) -> Result<usize, Failure> {
        let Self { context, text } = *self;
        let config = context.config;
        // An export is whole, whatever the settings say for answers; options were typed for it.
        let limit = config.settings.reports.limit.filter(|_| config.is_option("reports.limit"));
        let question = Question {
            text,
            restrict: restrictions(config, ChoiceOf::Option),
            limit: Some(limit.unwrap_or(NO_LIMIT)),
            access: config.access,
            ..Question::default()
        };
        let failure = |error| explain_failure(text, error);
        let mut store = None;
        let target = context.query_context(&mut store)?;
        let ready = target.prepare(&question).map_err(failure)?;
        let notes = {
            let scope =
                NamingScope { farthest: SettingSource::CommandLine, cancel: context.cancel };
            let mut sink = output::sink(format, style, out);
            let naming = &context.answers.naming;
            let named =
                naming.write_named(config, sink.as_mut(), scope, |sink| target.run(&ready, sink));
            named.note.iter().for_each(|note| say(note));
            named.written.map_err(failure)?
        };
        out.flush()?;
        notes.advice.iter().for_each(|advice| say(advice));
        Ok(notes.footer.rows)
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
    let file = tempfile::Builder::new().prefix(".ipta-export.").tempfile_in(folder);
    // The file that the user asked for has another name.
    file.map_err(|error| {
        let text = error.to_string();
        io::Error::new(error.kind(), text.split(" at path ").next().unwrap_or_default())
    })
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
