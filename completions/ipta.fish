# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_ipta_global_optspecs
    string join \n license usage t/table= format= from= l/limit= no-local no-accept r/rdns services raw-csv N/no-header now= timezone= color= y/yes continue write allow-pipe no-shell config= help store= h/host= port= socket= u/user= p/password= ask-password d/database= ssl-mode= ssl-ca= ssl-cert= ssl-key= timeout= mysql-defaults= i/import= a/analyze analyze-interactive e/execute= c/clear list-tables create-table= delete-table= delete-all-tables s/save-db journal year= marker= tags= V/version
end

function __fish_ipta_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_ipta_global_optspecs) -- $cmd 2>/dev/null
    or begin
        set -e cmd[-1]
        argparse -s (__fish_ipta_global_optspecs) -- $cmd 2>/dev/null
    end
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_ipta_using_subcommand
    set -l cmd (__fish_ipta_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c ipta -n "__fish_ipta_needs_command" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_needs_command" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_needs_command" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_needs_command" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_needs_command" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_needs_command" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_needs_command" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_needs_command" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_needs_command" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_needs_command" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -s i -l import -d 'Import log files into the table, `-` for standard input' -r -F
complete -c ipta -n "__fish_ipta_needs_command" -s e -l execute -d 'Run queries, SQL or :commands' -r
complete -c ipta -n "__fish_ipta_needs_command" -l create-table -d 'Make an empty table (also -ct)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l delete-table -d 'Delete a table with all it holds (also -dt)' -r
complete -c ipta -n "__fish_ipta_needs_command" -l year -d 'The year of the first line, for stamps without one' -r
complete -c ipta -n "__fish_ipta_needs_command" -l marker -d 'Take only packets whose log prefix holds this text, such as \'IPT: \'' -r
complete -c ipta -n "__fish_ipta_needs_command" -l tags -d 'Read the lines of these programs, too: names as syslog has them, with commas between' -r
complete -c ipta -n "__fish_ipta_needs_command" -l license -d 'Print the licence'
complete -c ipta -n "__fish_ipta_needs_command" -l usage -d 'Print what there is to type, in short'
complete -c ipta -n "__fish_ipta_needs_command" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_needs_command" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_needs_command" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_needs_command" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_needs_command" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_needs_command" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_needs_command" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_needs_command" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_needs_command" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_needs_command" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_needs_command" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_needs_command" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_needs_command" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_needs_command" -s a -l analyze -d 'Print the reports'
complete -c ipta -n "__fish_ipta_needs_command" -l analyze-interactive -d 'Open the prompt (also -ai)'
complete -c ipta -n "__fish_ipta_needs_command" -s c -l clear -d 'Remove all packets from the table'
complete -c ipta -n "__fish_ipta_needs_command" -l list-tables -d 'List the tables (also -lt)'
complete -c ipta -n "__fish_ipta_needs_command" -l delete-all-tables -d 'Delete all tables of ipta\'s (also -da)'
complete -c ipta -n "__fish_ipta_needs_command" -s s -l save-db -d 'Write the store, database, user, password and table into ~/.ipta-conf'
complete -c ipta -n "__fish_ipta_needs_command" -l journal -d 'What the kernel wrote into the system\'s journal'
complete -c ipta -n "__fish_ipta_needs_command" -s V -l version -d 'Print version'
complete -c ipta -n "__fish_ipta_needs_command" -a "shell" -d 'Ask at a prompt (what plain `ipta` does on a terminal)'
complete -c ipta -n "__fish_ipta_needs_command" -a "import" -d 'Import logs into the table'
complete -c ipta -n "__fish_ipta_needs_command" -a "follow" -d 'Show packets as they are logged (also -f)'
complete -c ipta -n "__fish_ipta_needs_command" -a "live" -d 'Watch who sends most and where to, on a screen that renews itself'
complete -c ipta -n "__fish_ipta_needs_command" -a "analyze" -d 'Print the reports that `queries/analyze` lists'
complete -c ipta -n "__fish_ipta_needs_command" -a "report" -d 'Print a report'
complete -c ipta -n "__fish_ipta_needs_command" -a "reports" -d 'List the reports'
complete -c ipta -n "__fish_ipta_needs_command" -a "explain" -d 'Show a query in canonical form and the SQL that it compiles to'
complete -c ipta -n "__fish_ipta_needs_command" -a "fields" -d 'List the fields of a packet'
complete -c ipta -n "__fish_ipta_needs_command" -a "save" -d 'Save a query under a name'
complete -c ipta -n "__fish_ipta_needs_command" -a "drop" -d 'Drop a saved query'
complete -c ipta -n "__fish_ipta_needs_command" -a "edit" -d 'Edit a saved query in your editor ($VISUAL, $EDITOR)'
complete -c ipta -n "__fish_ipta_needs_command" -a "eval" -d 'Print a saved query with values in place of its parameters'
complete -c ipta -n "__fish_ipta_needs_command" -a "tables" -d 'List the tables, or create or drop one'
complete -c ipta -n "__fish_ipta_needs_command" -a "clear" -d 'Remove all packets from the table'
complete -c ipta -n "__fish_ipta_needs_command" -a "export" -d 'Write the rows of a query, or every packet, to a file'
complete -c ipta -n "__fish_ipta_needs_command" -a "explain-line" -d 'Show how a line of a log is read, or why not'
complete -c ipta -n "__fish_ipta_needs_command" -a "setup-sql" -d 'Print the SQL that creates the database and an account, to read and run on the server'
complete -c ipta -n "__fish_ipta_needs_command" -a "config" -d 'Show the settings, or write one into the configuration file'
complete -c ipta -n "__fish_ipta_needs_command" -a "generate" -d 'Print completions for a shell, or a manual page'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand shell" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l year -d 'The year of the first line, for stamps without one' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l boot-time -d 'When the machine started, for lines that only say how long ago that was: 2026-10-12T08:30' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l marker -d 'Take only packets whose log prefix holds this text, such as \'IPT: \'' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l tags -d 'Read the lines of these programs, too: names as syslog has them, with commas between' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l bad -d 'Write all lines that cannot be read to a file, with the reasons' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand import" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand import" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand import" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand import" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand import" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand import" -l journal -d 'Import what the kernel wrote into the system\'s journal'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l again -d 'Import once more what was imported before'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l new -d 'Import a log that begins like one imported before as another log'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand import" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand import" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand import" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand import" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l last -d 'Begin with so many packets that are there already' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l since -d 'Begin with the packets since then: 10m, `today`, a time' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l highlight -d 'Make packets stand out that fit a condition' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l journal -d 'Follow what the kernel writes into the system\'s journal'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l scan -d 'Begin with the whole log'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l append -d 'Put the whole logs into the table too, as `import` does (`--store` without a value)'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s N -l no-header -d 'Show no heading'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s C -l no-counter -d 'Do not count the packets'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l time -d 'Show when each packet was logged'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l machine -d 'Show the machine that logged each packet'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l bell -d 'Ring for each packet, or for those that --highlight names'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l show-own -d 'Show ipta\'s own packets too: its look-ups of names, its SSH connection'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand follow" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand live" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand live" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand live" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand live" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand live" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand live" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand live" -l journal -d 'Watch what the kernel writes into the system\'s journal'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l scan -d 'Begin with the whole log'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l show-own -d 'Count ipta\'s own packets too: its look-ups of names, its SSH connection'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand live" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand live" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand live" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand live" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand analyze" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand report" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand report" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand report" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand report" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand report" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand report" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand report" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand report" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand report" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand report" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand report" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand reports" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand explain" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand fields" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand save" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand save" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand save" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand save" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand save" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand save" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand save" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand save" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand save" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand save" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand save" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand drop" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand edit" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand eval" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -f -a "list" -d 'List the tables'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -f -a "create" -d 'Make an empty table'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -f -a "drop" -d 'Delete a table with all it holds'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -f -a "migrate" -d 'Bring a table that an older ipta made to the schema of this one'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and not __fish_seen_subcommand_from list create drop migrate repair" -f -a "repair" -d 'Restore missing files of a table, set foreign ones aside and verify the rest'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from list" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from create" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l all -d 'Delete all tables of ipta\'s'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from drop" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from migrate" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l zone -d 'The time zone of its times, where no segment says it' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand tables; and __fish_seen_subcommand_from repair" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand clear" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand export" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand export" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand export" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand export" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand export" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand export" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand export" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand export" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand export" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand export" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand export" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand explain-line" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l reader -d 'An account that may ask and nothing else (ipta_reader, unless -u names another)'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l importer -d 'An account that may ask, and import into tables that exist (ipta_importer, unless -u ...)'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand setup-sql" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "list" -d 'List every setting, its value and where it was chosen'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "get" -d 'Print the value of one setting'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "set" -d 'Write a setting into the configuration file'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "unset" -d 'Take a setting out of the configuration file'
complete -c ipta -n "__fish_ipta_using_subcommand config; and not __fish_seen_subcommand_from list get set unset path" -f -a "path" -d 'Print the path of the configuration file'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from list" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from path" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l all -d 'Write all of them into completions/ and manual/ of a folder' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s t -l table -l db-table -d 'The table to work with' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l format -d 'How answers are written: a table on a terminal, tsv elsewhere' -r -f -a "table\t''
csv\t''
tsv\t''
json\t''
jsonl\t''
markdown\t''
vertical\t''"
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l from -d 'Ask these logs directly, without a table; `-` is standard input' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s l -l limit -l lines -d 'At most this number of rows, in reports, queries, SQL and exports' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l now -d 'What `now` means: a time, or `latest` for the newest packet\'s' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l timezone -d 'Time zone of a new table: an IANA name, an offset or a POSIX rule (the system\'s by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l color -d 'Colour the output' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l config -d 'Read this configuration file instead of ~/.ipta-conf' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l store -d 'The store: a folder of this user\'s, or a MySQL or MariaDB server' -r -f -a "embedded\t''
mysql\t''"
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s h -l host -l db-host -d 'The server (localhost by default; its socket, where there is one)' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l port -l db-port -d 'The server\'s port (3306 by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l socket -l db-socket -d 'The server\'s Unix socket' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s u -l user -l db-user -d 'The user on the server (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s p -l password -l db-pass -d 'The password, which others can then see in the list of processes; better use -pi' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s d -l database -l db-name -d 'The database (ipta by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l ssl-mode -d 'TLS: disabled, preferred (the default), required, verify-ca, verify-identity' -r -f -a "disabled\t''
preferred\t''
required\t''
verify-ca\t''
verify-identity\t''"
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l ssl-ca -d 'A file of authorities (PEM) that may have signed the server\'s certificate' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l ssl-cert -d 'The certificate (PEM) that the server may ask of this client' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l ssl-key -d 'Its key (PEM), if that is in another file' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l timeout -d 'Seconds that a question to a server may take (what the server allows by default)' -r
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l mysql-defaults -d 'Read the groups for clients of an option file of MySQL\'s or MariaDB\'s (~/.my.cnf by default)' -r -F
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l no-local -l no-lo -d 'Leave out packets of the interface lo'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l no-accept -d 'Leave out accepted packets'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s r -l rdns -d 'Show names in place of addresses'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l services -d 'Show services in place of ports'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l raw-csv -d 'Write CSV fields as they are, even those that a spreadsheet would run as formulas'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s N -l no-header -d 'Leave out the names of the columns above the rows'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -s y -l yes -d 'Answer yes to every question'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l continue -d 'Go on behind what fails in -e and scripts, and fail in the end'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l write -d 'Let SQL write: without it only what reads is run'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l allow-pipe -d 'Run the programs that queries end with (`… | PROGRAM`) in scripts and pipes too'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l no-shell -d 'Run no program that a user can choose: no `… | PROGRAM`, pager or editor'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l help -d 'Print help'
complete -c ipta -n "__fish_ipta_using_subcommand generate" -l ask-password -l db-pass-i -d 'Ask for the password (also -pi)'
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from get; and not __fish_seen_subcommand_from store.kind store.table store.memory store.timeout database.host database.port database.socket database.user database.password database.password_command database.name database.ssl_mode database.ssl_ca database.ssl_cert database.ssl_key database.mysql_defaults output.format output.color output.bars output.pager output.services output.raw_csv output.header rdns.on rdns.budget rdns.server reports.limit reports.no_local reports.no_accept time.zone time.now log.marker log.tags log.folder shell.history_size shell.edit_mode shell.timing shell.echo_sql shell.values folders.data folders.config folders.state folders.cache" -f -a "store.kind store.table store.memory store.timeout database.host database.port database.socket database.user database.password database.password_command database.name database.ssl_mode database.ssl_ca database.ssl_cert database.ssl_key database.mysql_defaults output.format output.color output.bars output.pager output.services output.raw_csv output.header rdns.on rdns.budget rdns.server reports.limit reports.no_local reports.no_accept time.zone time.now log.marker log.tags log.folder shell.history_size shell.edit_mode shell.timing shell.echo_sql shell.values folders.data folders.config folders.state folders.cache"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from set; and not __fish_seen_subcommand_from store.kind store.table store.memory store.timeout database.host database.port database.socket database.user database.password database.password_command database.name database.ssl_mode database.ssl_ca database.ssl_cert database.ssl_key database.mysql_defaults output.format output.color output.bars output.pager output.services output.raw_csv output.header rdns.on rdns.budget rdns.server reports.limit reports.no_local reports.no_accept time.zone time.now log.marker log.tags log.folder shell.history_size shell.edit_mode shell.timing shell.echo_sql shell.values folders.data folders.config folders.state folders.cache" -f -a "store.kind store.table store.memory store.timeout database.host database.port database.socket database.user database.password database.password_command database.name database.ssl_mode database.ssl_ca database.ssl_cert database.ssl_key database.mysql_defaults output.format output.color output.bars output.pager output.services output.raw_csv output.header rdns.on rdns.budget rdns.server reports.limit reports.no_local reports.no_accept time.zone time.now log.marker log.tags log.folder shell.history_size shell.edit_mode shell.timing shell.echo_sql shell.values folders.data folders.config folders.state folders.cache"
complete -c ipta -n "__fish_ipta_using_subcommand config; and __fish_seen_subcommand_from unset; and not __fish_seen_subcommand_from store.kind store.table store.memory store.timeout database.host database.port database.socket database.user database.password database.password_command database.name database.ssl_mode database.ssl_ca database.ssl_cert database.ssl_key database.mysql_defaults output.format output.color output.bars output.pager output.services output.raw_csv output.header rdns.on rdns.budget rdns.server reports.limit reports.no_local reports.no_accept time.zone time.now log.marker log.tags log.folder shell.history_size shell.edit_mode shell.timing shell.echo_sql shell.values folders.data folders.config folders.state folders.cache" -f -a "store.kind store.table store.memory store.timeout database.host database.port database.socket database.user database.password database.password_command database.name database.ssl_mode database.ssl_ca database.ssl_cert database.ssl_key database.mysql_defaults output.format output.color output.bars output.pager output.services output.raw_csv output.header rdns.on rdns.budget rdns.server reports.limit reports.no_local reports.no_accept time.zone time.now log.marker log.tags log.folder shell.history_size shell.edit_mode shell.timing shell.echo_sql shell.values folders.data folders.config folders.state folders.cache"
complete -c ipta -n "__fish_ipta_using_subcommand generate; and not __fish_seen_subcommand_from bash zsh fish ipta.1 ipta-conf.5" -f -a "bash zsh fish ipta.1 ipta-conf.5"
