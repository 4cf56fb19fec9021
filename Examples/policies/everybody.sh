#!/bin/sh
# Everybody at release, in nothing but a shell: no program that reads JSON is needed for so little. Lines have no blanks.
while IFS= read -r line; do
    case $line in
    '{"type":"hello"'*)
        echo '{"type":"ready","protocol":"patchlab-policy/1","name":"everybody"}'
        ;;
    '{"type":"observation"'*)
        seq=${line#*'"seq":'}
        seq=${seq%%,*}
        released=${line#*'"released":'}
        released=${released%%]*}]
        actions=
        if [ "$released" != '[]' ]; then
            # Rollouts are numbered in the order in which they begin: the new one has the number of those there are.
            rest=$line
            rollouts=0
            while [ "$rest" != "${rest#*'"rollout":'}" ]; do
                rest=${rest#*'"rollout":'}
                rollouts=$((rollouts + 1))
            done
            actions='{"do":"begin","patches":'$released',"rings":[{"name":"all","rest":true}],"why":"released"},'
            actions=$actions'{"do":"open","rollout":'$rollouts',"ring":0,"why":"released"}'
        fi
        echo '{"type":"actions","seq":'"$seq"',"wake":null,"actions":['"$actions"']}'
        ;;
    '{"type":"bye"'*) exit 0 ;;
    esac
done
