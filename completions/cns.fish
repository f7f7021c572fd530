# cns.fish - completion of the cns programs for fish.
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Knows no option by name: at TAB it asks `PROGRAM [VERB] --list-options`, whose ARGUMENT words
# say what to offer.  What stands before the cursor is walked once from the left: options and
# their arguments, the verb, operands; from the word COMMAND on the line is that command's.

function __cns_cgroups
    set -l mount (string match -rg '^\S+ (\S+) cgroup2 ' </proc/self/mounts)
    test -n "$mount[1]"
    and find $mount[1] -mindepth 1 -maxdepth 6 -type d -printf '%P\n' 2>/dev/null
end

# __cns_row TABLE OPTION: the ARGUMENT word and "optional" or "-" of an option as it is typed.
function __cns_row
    set -l name (string replace -r '^--?' '' -- $argv[-1])
    set -l column 1
    string match -q -- '--*' $argv[-1]; and set column 2
    for row in $argv[1..-2]
        set -l field (string split \t -- $row)
        if test "$field[$column]" = "$name"; and test "$field[1]" != verb -a "$field[1]" != operands
            printf '%s\n' $field[3] $field[6]
            return
        end
    end
end

# __cns_offer KIND LEAD VALUE: the candidates of a kind; LEAD stands before each of them.
function __cns_offer
    set -l kind $argv[1]
    set -l lead $argv[2]
    set -l value $argv[3]
    # Words to choose from: allow|deny|ls
    if string match -qr '^[a-z]+\|' -- $kind
        string split '|' -- $kind
        return
    end
    # The part that a = or : has brought us to, as in NAME=VALUE and SOURCE:DIR.
    while string match -qr '[A-Z].*[=:]' -- $kind; and string match -qr '[=:]' -- $value
        set kind (string replace -r '^[^=:]*[=:]' '' -- $kind)
        set lead $lead(string match -r '^[^=:]*[=:]' -- $value)
        set value (string replace -r '^[^=:]*[=:]' '' -- $value)
    end
    set -l found
    switch (string match -r '[A-Z]+' -- $kind)
        case DEVICE FILE PATH SOURCE SRC TREE
            set found (__fish_complete_path "$value")
        case DIR ROOT
            set found (__fish_complete_directories "$value")
        case COMMAND
            set found (complete -C "$value")
        case PID
            set found (__fish_complete_pids)
        case TARGET
            set found (__fish_complete_pids) @(__cns_cgroups)
        case CGROUP
            set found (__cns_cgroups)
        case NETNS NAME NETWORK
            set found (command ls /run/netns 2>/dev/null)
        case LINK BRIDGE INTERFACE
            set found (command ls /sys/class/net)
        case USER UID
            set found (__fish_complete_users)
        case GROUP GROUPS GID
            set found (__fish_complete_groups)
        case SIGNAL
            set found (kill -l | string split ' ')
        case KIND
            set found mnt uts ipc net pid user cgroup time
        case FORM
            set found text json shell
        case CONTROLLER
            set found cpu cpuset io memory pids hugetlb rdma misc
    end
    for one in $found
        printf '%s%s\n' $lead $one
    end
end

# __cns_owed TABLE WORD: succeeds when the option still waits for its argument; prints its kind.
function __cns_owed
    set -l table $argv[1..-2]
    set -l word $argv[-1]
    if string match -q -- '--*' $word
        string match -q '*=*' -- $word; and return 1
        set -l row (__cns_row $table $word)
        test -n "$row[1]" -a "$row[2]" != optional; and echo $row[1]
        return
    end
    set -l letters (string split '' -- (string sub -s 2 -- $word))
    for i in (seq (count $letters))
        set -l row (__cns_row $table -$letters[$i])
        if test -n "$row[1]"
            test $i -eq (count $letters) -a "$row[2]" != optional; and echo $row[1]
            return
        end
    end
    return 1
end

function __cns_options
    for row in $argv
        set -l field (string split \t -- $row)
        contains -- $field[1] verb operands; and continue
        string join \t -- --$field[2] $field[4]
        test $field[1] != -; and string join \t -- -$field[1] $field[4]
    end
end

# The operands that may stand on the line, one a line; -- is none.
function __cns_wanted
    set -l row (string match 'operands*' -- $argv | string split \t)
    string split -n ' ' -- (string replace -r ' (\[--\]|--) ' ' ' -- $row[3])
end

function __cns
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l table (command $before[1] --list-options 2>/dev/null </dev/null)
    set -l verbs (string match 'verb*' -- $table)
    set -l n 1
    set -l ended no
    set -l owed
    for i in (seq 2 (count $before))
        set -l word $before[$i]
        set -l wanted (__cns_wanted $table)
        if test -n "$owed"
            set owed
        else if test $ended = no -a "x$word" = x--
            set ended yes
        else if test $ended = no; and string match -q -- '-?*' $word
            set owed (__cns_owed $table $word)
        else if test -n "$verbs"
            set table (command $before[1] $word --list-options 2>/dev/null </dev/null)
            set verbs
        else if string match -q '*COMMAND*' -- $wanted[$n]
            complete -C (string join ' ' -- (string escape -- $before[$i..]))" $current"
            return
        else if set -q wanted[(math $n + 1)]; and not string match -q '*...*' -- $wanted[$n]
            set n (math $n + 1)
        end
    end
    set -l wanted (__cns_wanted $table)
    if test -n "$owed"
        __cns_offer $owed '' "$current"
    else if test $ended = no; and string match -q -- '--*=*' $current
        set -l part (string split -m 1 = -- $current)
        set -l row (__cns_row $table $part[1])
        __cns_offer "$row[1]" $part[1]= "$part[2]"
    else if test $ended = no; and string match -q -- '-*' $current
        __cns_options $table
    else if test -n "$verbs"
        string replace -r '^verb\t([^\t]*)\t[^\t]*\t' '$1\t' -- $verbs
    else
        __cns_offer "$wanted[$n]" '' "$current"
    end
end

for tool in cns-unshare cns-enter cns-chroot cns-cgctl cns-netns cns-ps
    complete -c $tool -f -a '(__cns)'
end
